import { Type } from '@sinclair/typebox';
import { factorById, seriesFactor, seriesStation } from '../../../streams/contracts/factors.ts';
import { askExcluded } from '../../windows/mod.ts';
import { keptAnswers } from '../kept-answer.ts';
import { readRows, type RowOf } from '../../../streams/live/mod.ts';
import { asOf, isoTime } from '../live-tables.ts';
import type { Rooms } from '../api-dependencies.ts';
import { choice, closed, faults, Instant, Names, nullable, paging, type Api } from '../schema.ts';

const WINDOWS = ['none', 'rolling hour', 'instant', 'hour', 'day', '5 min', '15 min', '20 min'] as const;
/** Reasons of live topic `excluded`, by number. */
const REASONS = [
  'none',
  'flagged',
  'hour insufficient',
  'humidity above 95 %',
  'calibration',
  'stale',
  'implausible',
  'no multiple',
  'oxygen too high',
  'no reference',
  'regional dust',
  'oxygen unknown',
  'day and night',
  'within allowance',
  'under a mark',
  'taken out by quality control',
] as const;
const TRENDS = ['steady', 'rising', 'falling'] as const;
/** Series left out that are kept for the list; counts are always whole. */
const MOST_LEFT_OUT = 20_000;
const LEFT_OUT_KEPT_MS = 15_000;
const MINUTE = 60_000;

const byRank = (a: RowOf<'exceedances'>, b: RowOf<'exceedances'>): number =>
  (a.rank ?? Infinity) - (b.rank ?? Infinity) || a.key - b.key;
const Source = nullable(closed({ id: Type.Integer(), names: Names, clause: Type.String() }));
const standard = {
  standard: nullable(Type.String({ description: 'Name of the standard, permit or rule' })),
  clause: nullable(Type.String({ description: 'Its clause and edition' })),
};

/** Rankings of the last tick, from the hub's memory: a thousand people asking cost the database nothing. */
export async function rankingRoutes(app: Api, { registry, hub, context }: Rooms): Promise<void> {
  const sourceOf = (id: number | null) => (id === null ? null : (registry.limitSources().get(id) ?? null));
  const leftOut = keptAnswers(
    async () => ({ at: context.clock.now(), series: await askExcluded(context.store, MOST_LEFT_OUT) }),
    () => context.clock.monotonic(),
    LEFT_OUT_KEPT_MS,
  );

  app.get(
    '/api/rankings/exceedance',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'exceedanceRanking',
        summary: '超标排行 · present exceedances by multiple, with what was left out',
        tags: ['analytics'],
        querystring: closed(paging),
        response: {
          200: closed({
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
                limitSource: Source,
                ...standard,
                window: choice(WINDOWS),
                since: nullable(Instant),
                time: nullable(Instant),
                minutes: nullable(
                  Type.Integer({ description: 'How long it has lasted without interruption, up to the last tick' }),
                ),
                count: nullable(Type.Integer({ description: 'Exceedances today' })),
                first: nullable(Type.String({ description: 'First of today, ISO 8601, UTC' })),
                trend: choice(TRENDS, 'Against some minutes ago'),
                preWarning: Type.Boolean({
                  description: 'An outfall is judged on days: its hour over the limit is a forewarning',
                }),
              }),
            ),
            excluded: Type.Array(closed({ reason: Type.String(), count: nullable(Type.Integer()) }), {
              description: 'Series the ranking left out, by reason; one by one in /api/rankings/exceedance/left-out',
            }),
          }),
          ...faults,
        },
      },
    },
    async ({ query: { limit, offset } }) => {
      const rows = readRows('exceedances', hub.table('exceedances')?.table).sort(byRank);
      const at = asOf(hub, 'exceedances');
      return {
        asOf: at,
        total: rows.length,
        items: rows.slice(offset, offset + limit).map((row) => {
          const station = registry.station(seriesStation(row.key));
          const factor = factorById(seriesFactor(row.key));
          const source = sourceOf(row.limitSource);
          const window = WINDOWS[row.window ?? 0] ?? 'none';
          const since = isoTime(row.since);
          return {
            rank: row.rank,
            station: seriesStation(row.key),
            names: station?.names ?? null,
            kind: station?.kind ?? null,
            county: station?.county ?? null,
            factor: factor?.code ?? String(seriesFactor(row.key)),
            unit: factor?.unit ?? '',
            multiple: row.multiple,
            value: row.value,
            limit: row.limit,
            limitSource: source,
            standard: source?.names.zh ?? null,
            clause: source?.clause ?? null,
            window,
            since,
            time: isoTime(row.time),
            minutes:
              since === null || at === null
                ? null
                : Math.max(0, Math.floor((Date.parse(at) - Date.parse(since)) / MINUTE)),
            count: row.count,
            first: isoTime(row.first),
            trend: TRENDS[row.trend ?? 0] ?? 'steady',
            preWarning: station?.outlet === 'outfall' && window !== 'day',
          };
        }),
        excluded: readRows('excluded', hub.table('excluded')?.table).map(({ key, count }) => ({
          reason: REASONS[key] ?? String(key),
          count,
        })),
      };
    },
  );

  app.get(
    '/api/rankings/exceedance/left-out',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'exceedanceLeftOut',
        summary: '未列入排行的序列与原因 · every series the ranking left out, and why',
        tags: ['analytics'],
        querystring: closed({
          ...paging,
          reason: Type.Optional(choice(REASONS.slice(1) as unknown as typeof REASONS)),
        }),
        response: {
          200: closed({
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
                window: choice(WINDOWS),
                limitSource: Source,
                ...standard,
              }),
            ),
          }),
          ...faults,
        },
      },
    },
    async ({ query: { limit, offset, reason } }) => {
      const answer = await leftOut('');
      const series = (answer?.series ?? []).filter((own) => reason === undefined || REASONS[own.reason] === reason);
      return {
        asOf: answer === null ? null : new Date(answer.at).toISOString(),
        total: series.length,
        items: series.slice(offset, offset + limit).map((own) => {
          const station = registry.station(own.station);
          const source = sourceOf(own.limitSource);
          return {
            station: own.station,
            names: station?.names ?? null,
            kind: station?.kind ?? null,
            county: station?.county ?? null,
            factor: factorById(own.factor)?.code ?? String(own.factor),
            reason: REASONS[own.reason] ?? String(own.reason),
            window: WINDOWS[own.window] ?? 'none',
            limitSource: source,
            standard: source?.names.zh ?? null,
            clause: source?.clause ?? null,
          };
        }),
      };
    },
  );
}
