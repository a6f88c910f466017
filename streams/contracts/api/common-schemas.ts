import { Type } from '@sinclair/typebox';
import { choice, closed, defaulted } from './schema.ts';
import { STATION_KIND_NAMES } from './vocabulary.ts';

/** A name or a sentence in both languages. */
export const Names = closed({ zh: Type.String(), en: Type.String() });
export const Position = Type.Unsafe<[longitude: number, latitude: number]>(
  Type.Array(Type.Number(), {
    minItems: 2,
    maxItems: 2,
    description: '[longitude, latitude], degrees WGS-84 / CGCS2000',
  }),
);
/** An instant in an answer. */
export const Instant = Type.String({ description: 'ISO 8601, UTC' });
/** An instant in a request: with its offset, otherwise the hour meant is ambiguous. */
export const InstantInput = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,3})?)?(Z|[+-]\\d{2}:\\d{2})$',
  description: 'ISO 8601 with an offset, e.g. 2026-11-22T08:00:00+08:00',
});
export const StationId = Type.Integer({ minimum: 1, maximum: 2 ** 20 - 1 });
export const StationKindName = choice(STATION_KIND_NAMES);
/** MN in a path. */
export const DeviceId = Type.String({ minLength: 1, maxLength: 128, pattern: '^[\\x21-\\x7e]+$', description: 'MN' });

const PAGE_LIMIT = 500;
/** Query parameters of a list answered page by page. */
export const paging = {
  limit: defaulted(Type.Integer({ minimum: 1, maximum: PAGE_LIMIT }), 100),
  offset: defaulted(Type.Integer({ minimum: 0, maximum: 1_000_000 }), 0),
};
