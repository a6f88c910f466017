import { EXCLUDED_TEXTS } from '../excluded-texts.ts';
import { Type } from '@sinclair/typebox';
import { closed, choice, nullable } from './schema.ts';
import { Names, Instant, paging } from './common-schemas.ts';
import { operation } from './operation.ts';

/** Windows an exceedance is found in, by the number in the live topics. */
export const EXCEEDANCE_WINDOWS = [
  'none',
  'rolling hour',
  'instant',
  'hour',
  'day',
  '5 min',
  '15 min',
  '20 min',
] as const;

/** Why a series is left out: reasons 1 and on of live topic `excluded`. */
export const EXCLUSION_REASONS = EXCLUDED_TEXTS.slice(1).map(({ api }) => api);

/** By the number in live topic `exceedances`. */
export const EXCEEDANCE_TRENDS = ['steady', 'rising', 'falling'] as const;

/** The standard, permit or rule a limit comes from. */
const LimitSource = nullable(closed({ id: Type.Integer(), names: Names, clause: Type.String() }));

const limitTexts = {
  standard: nullable(Type.String({ description: 'Name of the standard, permit or rule' })),
  clause: nullable(Type.String({ description: 'Its clause and edition' })),
};

export const exceedanceRankingOperation = operation({
  id: 'exceedanceRanking',
  method: 'GET',
  path: '/api/rankings/exceedance',
  access: 'viewer',
  summary: '超标排行 · present exceedances by multiple, with what was left out',
  tag: 'analytics',
  query: closed(paging),
  status: 200,
  answer: closed({
    asOf: nullable(Instant),
    total: Type.Integer(),
    items: Type.Array(
      closed({
        rank: nullable(Type.Integer({ description: 'Equal multiples share a rank: 1, 1, 3' })),
        station: Type.Integer(),
        names: nullable(Names),
        kind: nullable(Type.String()),
        county: nullable(Type.Integer()),
        factor: Type.String(),
        unit: Type.String(),
        multiple: nullable(Type.Number({ description: '(C - L) / L' })),
        value: nullable(Type.Number()),
        limit: nullable(Type.Number()),
        limitSource: LimitSource,
        ...limitTexts,
        window: choice(EXCEEDANCE_WINDOWS),
        since: nullable(Instant),
        time: nullable(Instant),
        minutes: nullable(
          Type.Integer({ description: 'How long it has lasted without interruption, up to the last tick' }),
        ),
        count: nullable(Type.Integer({ description: 'Exceedances today' })),
        first: nullable(Type.String({ description: 'First of today, ISO 8601, UTC' })),
        trend: choice(EXCEEDANCE_TRENDS, 'Against some minutes ago'),
        preWarning: Type.Boolean({
          description: 'An outfall is judged on days: its hour over the limit is a forewarning',
        }),
      }),
    ),
    excluded: Type.Array(closed({ reason: Type.String(), count: nullable(Type.Integer()) }), {
      description: 'Series the ranking left out, by reason; one by one in /api/rankings/exceedance/left-out',
    }),
  }),
});

export const exceedanceLeftOutOperation = operation({
  id: 'exceedanceLeftOut',
  method: 'GET',
  path: '/api/rankings/exceedance/left-out',
  access: 'viewer',
  summary: '未列入排行的序列与原因 · every series the ranking left out, and why',
  tag: 'analytics',
  query: closed({ ...paging, reason: Type.Optional(choice(EXCLUSION_REASONS)) }),
  status: 200,
  answer: closed({
    asOf: nullable(Instant),
    total: Type.Integer(),
    items: Type.Array(
      closed({
        station: Type.Integer(),
        names: nullable(Names),
        kind: nullable(Type.String()),
        county: nullable(Type.Integer()),
        factor: Type.String(),
        reason: Type.String(),
        window: choice(EXCEEDANCE_WINDOWS),
        limitSource: LimitSource,
        ...limitTexts,
      }),
    ),
  }),
});
