import type { Static, TObject, TSchema } from '@sinclair/typebox';
import type { ROLES } from './vocabulary.ts';

type Role = (typeof ROLES)[number];

/**
 * One operation of the HTTP API as data: the server registers its route by it, a client calls by it, the OpenAPI
 * document is made of it. Every operation may also answer a coded error (`ErrorAnswer`) with a status of 400 or more.
 */
export interface Operation {
  /** `operationId` of the OpenAPI document. */
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Path with `:name` for each of `params`. */
  readonly path: string;
  /** Who may call it: a role that is reached, or one of several. */
  readonly access: Role | 'public' | readonly Role[];
  /** Chinese · English. */
  readonly summary: string;
  readonly tag: string;
  readonly params?: TObject;
  readonly query?: TObject;
  readonly body?: TSchema;
  /** Media types of the body, where it is not JSON alone. */
  readonly consumes?: readonly string[];
  /** Status of success. */
  readonly status: 200 | 201 | 202 | 204;
  /** A status of 400 or more that has the same body as success. */
  readonly alsoStatus?: 503;
  readonly answer: TSchema;
}

/** Checks and keeps the definition's own types. */
export const operation = <const O extends Operation>(definition: O): O => Object.freeze(definition);

type Immutable<T> = T extends object ? { readonly [K in keyof T]: Immutable<T[K]> } : T;
type StaticOr<S, Otherwise> = S extends TSchema ? Static<S> : Otherwise;
type Nothing = Readonly<Record<never, never>>;
/** What is left out by a caller because the schema has a default. */
type DefaultedKeys<S> =
  S extends TObject<infer P>
    ? { [K in keyof P]: P[K] extends { readonly default: unknown } ? K : never }[keyof P]
    : never;
type Sent<S> = S extends TObject
  ? Omit<Static<S>, DefaultedKeys<S>> & Partial<Pick<Static<S>, DefaultedKeys<S> & keyof Static<S>>>
  : Nothing;

/** The body of success. */
export type AnswerOf<O extends Operation> = Immutable<Static<O['answer']>>;
export type ParamsOf<O extends Operation> = StaticOr<O['params'], Nothing>;
/** The query as the server's handler has it: with defaults filled in. */
export type QueryOf<O extends Operation> = StaticOr<O['query'], Nothing>;
/** The query as a client sends it: what has a default may be left out. */
export type SentQueryOf<O extends Operation> = Sent<O['query']>;
/** The body as the server's handler has it. */
export type BodyOf<O extends Operation> = StaticOr<O['body'], undefined>;
/** The body as a client sends it. */
export type SentBodyOf<O extends Operation> = O['body'] extends TObject ? Sent<O['body']> : BodyOf<O>;
