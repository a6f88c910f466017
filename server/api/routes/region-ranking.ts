import { Type } from '@sinclair/typebox';
import { factorById } from '../../../streams/contracts/factors.ts';
import { askRegionRanking, type RegionStanding } from '../../windows/mod.ts';
import { divideHalfEven } from '../../standards/mod.ts';
import { keptAnswers } from '../kept-answer.ts';
import { asOf, recordsOf, type LiveRecord } from '../live-tables.ts';
import type { Rooms } from '../api-dependencies.ts';
import { choice, closed, faults, Instant, Names, nullable, type Api } from '../schema.ts';

const LEVELS = ['city', 'county', 'township'] as const;
const VARIANTS = ['A', 'B', 'C'] as const;
const UNCOMPARED = ['no history', 'below the validity minimum', 'not ranked now'] as const;

const number = (record: LiveRecord, name: string): number | null => record[name] as number | null;
const Compared = closed({
  index: nullable(Type.Number({ description: 'Composite index of that period, by the same variant' })),
  change: nullable(Type.Number({ description: 'Index now minus then; negative = better' })),
  percent: nullable(Type.Number({ description: 'Change of the index, %' })),
  missing: nullable(choice(UNCOMPARED, 'Why there is nothing to compare with')),
});

/** Change against another period: exact in thousandths, percent with one decimal half to even. */
function compared(own: RegionStanding, then: number | null, missing: RegionStanding['previousMissing']) {
  const now = own.indexThousandths;
  if (then === null || now === null)
    return {
      index: then === null ? null : then / 1000,
      change: null,
      percent: null,
      missing: missing ?? ('not ranked now' as const),
    };
  return {
    index: then / 1000,
    change: (now - then) / 1000,
    percent: divideHalfEven((now - then) * 1000, then) / 10,
    missing: null,
  };
}

/** What the days say of a region's place; all null before the store has answered once. */
function ofDays(own: RegionStanding | undefined) {
  if (own === undefined)
    return {
      variant: null,
      period: null,
      coverage: null,
      coveredDays: null,
      unranked: null,
      main: null,
      previous: null,
      yearAgo: null,
    };
  const { variant, from, ofDays: days, coveredDays, unranked, main } = own;
  return {
    // The standards are not filled in yet where no variant is named.
    variant: variant || null,
    period: { from, days },
    coverage: days === 0 ? null : divideHalfEven(coveredDays * 1000, days) / 10,
    coveredDays,
    unranked,
    main: main === null ? null : (factorById(main)?.code ?? null),
    previous: compared(own, own.previousThousandths, own.previousMissing),
    yearAgo: compared(own, own.yearAgoThousandths, own.yearAgoMissing),
  };
}

/** `GET /api/rankings/regions`: the hours from the hub's memory, the month's ranking asked of the store once a minute for everybody. */
export async function regionRankingRoutes(app: Api, { registry, hub, context }: Rooms): Promise<void> {
  const standings = keptAnswers(
    async (variant) =>
      new Map(
        (
          await askRegionRanking(
            context.store,
            registry,
            context.clock.now(),
            variant as RegionStanding['variant'] | '',
          )
        ).map((own) => [own.region, own]),
      ),
    () => context.clock.monotonic(),
  );

  app.get(
    '/api/rankings/regions',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'regionRanking',
        summary: '区域排行 · counties or townships',
        tags: ['analytics'],
        querystring: closed({
          level: Type.Unsafe<(typeof LEVELS)[number]>({ ...choice(LEVELS), default: 'county' }),
          variant: Type.Optional(
            choice(
              VARIANTS,
              'Variant of the composite index; without it the one in force on the first day of the month, as the screens show it',
            ),
          ),
        }),
        response: {
          200: closed({
            asOf: nullable(Instant),
            level: choice(LEVELS),
            items: Type.Array(
              closed({
                region: Type.Integer(),
                names: Names,
                rank: nullable(Type.Integer({ description: '1, 1, 3; null = not ranked, never last' })),
                move: nullable(Type.Integer()),
                hour: nullable(Type.String({ description: 'End of the closed hour' })),
                aqi: nullable(Type.Integer()),
                airLevel: nullable(Type.Integer({ description: 'Level of `aqi`, 1..6' })),
                nowAqi: nullable(Type.Integer({ description: 'Rolling hour, provisional' })),
                index: nullable(Type.Number({ description: 'Composite index of the month' })),
                valid: nullable(Type.Integer()),
                total: nullable(Type.Integer()),
                goodDays: nullable(Type.Integer()),
                days: nullable(Type.Integer()),
                variant: nullable(choice(VARIANTS)),
                period: nullable(
                  closed({
                    from: Type.String({ description: 'First civil day' }),
                    days: Type.Integer({ description: 'Closed days ranked' }),
                  }),
                ),
                coverage: nullable(
                  Type.Number({ description: 'Valid days of the item that has fewest, % of the period' }),
                ),
                coveredDays: nullable(Type.Integer()),
                unranked: nullable(choice(['no days', 'below the validity minimum'], 'Why there is no rank')),
                main: nullable(Type.String({ description: 'Factor with the largest C / S' })),
                previous: nullable(Compared),
                yearAgo: nullable(Compared),
              }),
            ),
          }),
          ...faults,
        },
      },
    },
    async ({ query: { level, variant } }) => {
      const present = hub.table('regions');
      const days = await standings(variant ?? '');
      const records = present
        ? [...recordsOf('regions', present.table)].filter(({ key }) => registry.regions().get(key)?.level === level)
        : [];
      const items = records.map((record) => {
        const own = days?.get(record.key);
        // Asked for another variant than the screens show, place and index come from that question.
        const shown =
          variant === undefined
            ? { rank: number(record, 'rank'), move: number(record, 'move'), index: number(record, 'index') }
            : {
                rank: own?.rank ?? null,
                move: own?.move ?? null,
                index: own?.indexThousandths == null ? null : own.indexThousandths / 1000,
              };
        return {
          region: record.key,
          names: registry.regions().get(record.key)!.names,
          ...shown,
          hour: record['hour'] as string | null,
          aqi: number(record, 'aqi'),
          airLevel: number(record, 'level'),
          nowAqi: number(record, 'nowAqi'),
          valid: number(record, 'valid'),
          total: number(record, 'total'),
          goodDays: number(record, 'goodDays'),
          days: number(record, 'days'),
          ...ofDays(own),
        };
      });
      items.sort((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || a.region - b.region);
      return { asOf: asOf(hub, 'regions'), level, items };
    },
  );
}
