import type { Static } from '@sinclair/typebox';
import type { ErrorAnswer } from '../contracts/api/error-answer.ts';

type ErrorBody = Static<typeof ErrorAnswer>;

/** A coded error that the API answered. Codes are those of `docs/errors.md`; a newer server may have more of them. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: string;
  /** HTTP status. */
  readonly status: number;
  /** Which thing. */
  readonly detail: string;
  /** What to do next. */
  readonly next: ErrorBody['next'];
  /** Finds the request in the server's log. */
  readonly trace: string;

  constructor(status: number, { code, zh, en, next, detail, trace }: ErrorBody) {
    super(`${code} ${zh} ${en}${detail ? `: ${detail}` : ''}`);
    this.code = code;
    this.status = status;
    this.detail = detail;
    this.next = next;
    this.trace = trace;
  }
}

const isText = (value: unknown): value is string => typeof value === 'string';

/** Whether a body of an error is one of ours. */
export function isErrorBody(body: unknown): body is ErrorBody {
  if (typeof body !== 'object' || body === null) return false;
  const { code, zh, en, next, detail, trace } = body as Partial<Record<keyof ErrorBody, unknown>>;
  return [code, zh, en, detail, trace].every(isText) && typeof next === 'object' && next !== null;
}
