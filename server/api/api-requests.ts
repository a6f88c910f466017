import assert from 'node:assert/strict';
import { ERRORS } from '../../streams/errors.ts';

/** What tests look into: answers of any route. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Json = any;
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
}

/** Asks an API as a client does, redirects not followed; JSON answers are parsed, others are text. `base` is asked for each time, because a bench opens late. */
export function requestsTo(base: () => string) {
  const answerOf = async (answer: Response): Promise<ApiAnswer> => {
    const text = await answer.text();
    return {
      status: answer.status,
      headers: answer.headers,
      body: text !== '' && (answer.headers.get('content-type') ?? '').includes('json') ? JSON.parse(text) : text,
    };
  };
  return {
    get: async (path: string, headers: Record<string, string> = {}, at = base()): Promise<ApiAnswer> =>
      answerOf(await fetch(at + path, { headers, redirect: 'manual' })),
    post: async (path: string, body: unknown, headers: Record<string, string> = {}, at = base()): Promise<ApiAnswer> =>
      answerOf(
        await fetch(at + path, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: typeof body === 'string' ? body : JSON.stringify(body),
          redirect: 'manual',
        }),
      ),
  };
}

export const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

/** The answer is exactly what the catalogue says of the code, with a trace id. */
export function assertCoded({ status, body, headers }: ApiAnswer, code: keyof typeof ERRORS): void {
  assert.equal(body.code, code, JSON.stringify(body));
  const { zh, en, nextZh, nextEn } = ERRORS[code];
  assert.equal(status, ERRORS[code].status);
  assert.deepEqual([body.zh, body.en, body.next], [zh, en, { zh: nextZh, en: nextEn }]);
  assert.match(body.trace, /^[0-9a-f]{16}$/);
  assert.equal(headers.get('x-trace-id'), body.trace);
}
