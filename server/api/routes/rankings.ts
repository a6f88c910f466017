import { Type } from '@sinclair/typebox';
import { factorById, seriesFactor, seriesStation } from '../../../streams/factors.ts';
import { asOf, recordsOf, type LiveRecord } from '../live-tables.ts';
import type { Rooms } from '../rooms.ts';
import { choice, closed, faults, Instant, Names, nullable, paging, type Api } from '../schema.ts';

const WINDOWS = ['none', 'rolling hour', 'instant', 'hour', 'day'] as const;
/** Reasons of live topic `excluded`, by number. */
const REASONS = ['none', 'flagged', 'hour insufficient', 'humidity above 95 %', 'calibration', 'stale', 'implausible',
  'no multiple', 'oxygen too high', 'no reference', 'regional dust', 'oxygen unknown', 'day and night', 'within allowance', 'under a mark', 'taken out by quality control'] as const;

const number = (record: LiveRecord, name: string): number | null => record[name] as number | null;
const text = (record: LiveRecord, name: string): string | null => record[name] as string | null;
const byRank = (a: LiveRecord, b: LiveRecord): number => (number(a, 'rank') ?? Infinity) - (number(b, 'rank') ?? Infinity) || a.key - b.key;

/** Rankings of the last tick, from the hub's memory: a thousand people asking cost the database nothing. */
export async function rankingRoutes(app: Api, { registry, hub }: Rooms): Promise<void> {
  app.get('/api/rankings/exceedance', {
    config: { access: 'viewer' },
    schema: {
      operationId: 'exceedanceRanking', summary: '超标排行 · present exceedances by multiple, with what was left out', tags: ['analytics'], querystring: closed(paging),
      response: {
        200: closed({
          asOf: nullable(Instant), total: Type.Integer(),
          items: Type.Array(closed({
            rank: nullable(Type.Integer()), station: Type.Integer(), names: nullable(Names), kind: nullable(Type.String()), county: nullable(Type.Integer()),
            factor: Type.String(), unit: Type.String(), multiple: nullable(Type.Number({ description: '(C - L) / L' })), value: nullable(Type.Number()), limit: nullable(Type.Number()),
            limitSource: nullable(closed({ id: Type.Integer(), names: Names, clause: Type.String() })), window: choice(WINDOWS),
            since: nullable(Instant), time: nullable(Instant), count: nullable(Type.Integer({ description: 'Exceedances today' })),
          })),
          excluded: Type.Array(closed({ reason: Type.String(), count: nullable(Type.Integer()) }), { description: 'Series the ranking left out, by reason' }),
        }),
        ...faults,
      },
    },
  }, async ({ query: { limit, offset } }) => {
    const present = hub.table('exceedances');
    const records = present ? [...recordsOf('exceedances', present.table)].sort(byRank) : [];
    const left = hub.table('excluded');
    return {
      asOf: asOf(hub, 'exceedances'),
      total: records.length,
      items: records.slice(offset, offset + limit).map((record) => {
        const station = registry.station(seriesStation(record.key));
        const factor = factorById(seriesFactor(record.key));
        const source = number(record, 'limitSource');
        return {
          rank: number(record, 'rank'), station: seriesStation(record.key), names: station?.names ?? null, kind: station?.kind ?? null, county: station?.county ?? null,
          factor: factor?.code ?? String(seriesFactor(record.key)), unit: factor?.unit ?? '', multiple: number(record, 'multiple'), value: number(record, 'value'),
          limit: number(record, 'limit'), limitSource: source === null ? null : registry.limitSources().get(source) ?? null, window: WINDOWS[number(record, 'window') ?? 0] ?? 'none',
          since: text(record, 'since'), time: text(record, 'time'), count: number(record, 'count'),
        };
      }),
      excluded: left ? [...recordsOf('excluded', left.table)].map((record) => ({ reason: REASONS[record.key] ?? String(record.key), count: number(record, 'count') })) : [],
    };
  });
}
