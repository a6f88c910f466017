import { Type, type Static, type TSchema } from '@sinclair/typebox';
import type { FastifyBaseLogger, FastifyInstance, FastifyTypeProvider, RawServerDefault } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Types of handlers follow from their schemas. */
interface SchemaTypes extends FastifyTypeProvider {
  readonly validator: this['schema'] extends TSchema ? Static<this['schema']> : unknown;
  readonly serializer: this['schema'] extends TSchema ? Static<this['schema']> : unknown;
}

export type Api = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, SchemaTypes>;

/** An object that takes no other key: an unknown query parameter or field is an error, never a silence. */
export const closed = <T extends Parameters<typeof Type.Object>[0]>(
  properties: T,
  options: Parameters<typeof Type.Object>[1] = {},
) => Type.Object(properties, { ...options, additionalProperties: false });

export const choice = <const T extends readonly string[]>(values: T, description?: string) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...values], ...(description ? { description } : {}) });

export const nullable = <T extends TSchema>(schema: T) => Type.Unsafe<Static<T> | null>({ ...schema, nullable: true });

export const Names = closed({ zh: Type.String(), en: Type.String() });
/** Degrees, WGS-84 / CGCS2000. */
export const Position = Type.Array(Type.Number(), {
  minItems: 2,
  maxItems: 2,
  description: '[longitude, latitude], degrees WGS-84 / CGCS2000',
});
/** An instant in an answer. */
export const Instant = Type.String({ description: 'ISO 8601, UTC' });
/** An instant in a question: with its offset, or nobody knows which hour is meant. */
export const InstantInput = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,3})?)?(Z|[+-]\\d{2}:\\d{2})$',
  description: 'ISO 8601 with an offset, e.g. 2026-11-22T08:00:00+08:00',
});
export const StationId = Type.Integer({ minimum: 1, maximum: 2 ** 20 - 1 });

const PAGE_LIMIT = 500;
export const paging = {
  limit: Type.Integer({ minimum: 1, maximum: PAGE_LIMIT, default: 100 }),
  offset: Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0 }),
};

export const ErrorAnswer = closed(
  {
    code: Type.String({ description: 'Stable code, see docs/errors.md' }),
    zh: Type.String(),
    en: Type.String(),
    next: closed({ zh: Type.String(), en: Type.String() }),
    detail: Type.String({ description: 'Which thing' }),
    trace: Type.String({ description: 'Trace id; also in the X-Trace-Id header and the log' }),
  },
  { $id: 'Error' },
);

/** What every route may answer beside its own. */
export const faults = { '4xx': Type.Ref('Error'), '5xx': Type.Ref('Error') };
