import { Type, type Static, type TSchema } from '@sinclair/typebox';

/** An object that takes no other key: an unknown query parameter or field is an error, never ignored. */
export const closed = <T extends Parameters<typeof Type.Object>[0]>(
  properties: T,
  options: Parameters<typeof Type.Object>[1] = {},
) => Type.Object(properties, { ...options, additionalProperties: false });

/** One of several words. */
export const choice = <const T extends readonly string[]>(values: T, description?: string) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...values], ...(description ? { description } : {}) });

export const nullable = <T extends TSchema>(schema: T) => Type.Unsafe<Static<T> | null>({ ...schema, nullable: true });

/** May be left out: the server fills in `value`. Its handler always has it, a client need not send it. */
export const defaulted = <T extends TSchema>(schema: T, value: Static<T>): T & { readonly default: Static<T> } =>
  // Optional in the document, present in the handler: the validator fills it in.
  Type.Optional({ ...schema, default: value }) as T & { readonly default: Static<T> };
