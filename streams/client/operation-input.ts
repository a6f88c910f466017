import type { ApiBody, ApiParams, ApiQuery, OperationId } from '../contracts/api/operations.ts';

type Nothing = Record<never, never>;
/** A part that may be left out where nothing in it is needed. */
type Part<Name extends string, T> = Nothing extends T ? { readonly [K in Name]?: T } : { readonly [K in Name]: T };
type BodyPart<T> = [T] extends [undefined] ? Nothing : { readonly body: T };

/** What a call sends: path parameters, query and body by the operation's schemas. */
type OperationInput<Id extends OperationId> = Part<'params', ApiParams<Id>> &
  Part<'query', ApiQuery<Id>> &
  BodyPart<ApiBody<Id>> & {
    /** Gives the call up, beside the client's own time limit. */
    readonly signal?: AbortSignal;
  };

/** The input as the last argument of a call: left out where nothing in it is needed. */
export type InputArgument<Id extends OperationId> =
  Nothing extends OperationInput<Id> ? [input?: OperationInput<Id>] : [input: OperationInput<Id>];

/** The same without its types, as the client handles it. */
export interface AnyInput {
  readonly params?: object;
  readonly query?: object;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}
