import { OPERATIONS, type ApiAnswer, type OperationId } from '../contracts/api/operations.ts';
import { GuanlanError } from '../contracts/errors.ts';
import { ApiError, isErrorBody } from './api-error.ts';
import type { AnyInput, InputArgument } from './operation-input.ts';
import { requestAddress } from './request-address.ts';

/** Answers of the API come within seconds; more would be a server in trouble. */
const TIMEOUT_MS = 30_000;

export interface ClientOptions {
  /** Where the API is, e.g. `http://127.0.0.1:8080`. */
  readonly base: string;
  /** Access token; without one only what is public answers, or what this machine's own person may. */
  readonly token?: string;
  /** Longest wait for an answer, ms. */
  readonly timeoutMs?: number;
}

export interface Client {
  /**
   * Calls an operation and gives the body of its success, e.g. `client.call('station', { params: { id: 17 } })`.
   * Nothing is tried again: only the caller knows what may be done twice.
   * @throws ApiError where the API answered an error
   * @throws GuanlanError GL_API_TIMEOUT, GL_API_UNREACHABLE; the reason of `signal` where it gave the call up
   */
  call<Id extends OperationId>(id: Id, ...input: InputArgument<Id>): Promise<ApiAnswer<Id>>;
}

/** The body as JSON, as text where it is none, null where there is none. */
async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return null;
  return (response.headers.get('content-type') ?? '').includes('json') ? (JSON.parse(text) as unknown) : text;
}

/** A failed exchange as a coded error. */
function failureOf(error: unknown, timeout: AbortSignal, signal: AbortSignal | undefined, address: string): unknown {
  if (error instanceof ApiError || error instanceof GuanlanError) return error;
  if (signal?.aborted) return signal.reason;
  return new GuanlanError(timeout.aborted ? 'GL_API_TIMEOUT' : 'GL_API_UNREACHABLE', address, { cause: error });
}

export function openClient({ base, token, timeoutMs = TIMEOUT_MS }: ClientOptions): Client {
  async function send(id: OperationId, { signal, body, ...input }: AnyInput): Promise<unknown> {
    const operation = OPERATIONS[id];
    const address = requestAddress(base, operation.path, input);
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetch(address, {
        method: operation.method,
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        redirect: 'error',
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      const answer = await bodyOf(response);
      if (response.ok) return answer;
      if (isErrorBody(answer)) throw new ApiError(response.status, answer);
      if ('alsoStatus' in operation && response.status === operation.alsoStatus) return answer;
      throw new GuanlanError('GL_API_UNREACHABLE', `${address} answered ${response.status}`);
    } catch (error) {
      throw failureOf(error, timeout, signal, address);
    }
  }
  function call<Id extends OperationId>(id: Id, ...input: InputArgument<Id>): Promise<ApiAnswer<Id>>;
  // The server sends what the operation's schema says: its serializer is made of the same schema.
  function call(id: OperationId, input: AnyInput = {}): Promise<unknown> {
    return send(id, input);
  }
  return { call };
}
