import { Type } from '@sinclair/typebox';
import { factorById } from '../../../streams/contracts/factors.ts';
import { askRegionRanking, type RegionStanding } from '../../windows/mod.ts';
import { divideHalfEven } from '../../standards/mod.ts';
import { keptAnswers } from '../kept-answer.ts';
import { readRows } from '../../../streams/live/mod.ts';
import { asOf, isoTime } from '../live-tables.ts';
import type { Rooms } from '../api-dependencies.ts';
import { choice, closed, faults, Instant, Names, nullable, type Api } from '../schema.ts';

const LEVELS = ['city', 'county', 'township'] as const;
const VARIANTS = ['A', 'B', 'C'] as const;
const UNCOMPARED = ['no history', 'below the validity minimum', 'not ranked now'] as const;

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
      const days = await standings(variant ?? '');
      const rows = readRows('regions', hub.table('regions')?.table).filter(
        ({ key }) => registry.regions().get(key)?.level === level,
      );
      const items = rows.map((row) => {
        const own = days?.get(row.key);
        // Asked for another variant than the screens show, place and index come from that question.
        const shown =
          variant === undefined
            ? { rank: row.rank, move: row.move, index: row.index }
            : {
                rank: own?.rank ?? null,
                move: own?.move ?? null,
                index: own?.indexThousandths == null ? null : own.indexThousandths / 1000,
              };
        return {
          region: row.key,
          names: registry.regions().get(row.key)!.names,
          ...shown,
          hour: isoTime(row.hour),
          aqi: row.aqi,
          airLevel: row.level,
          nowAqi: row.nowAqi,
          valid: row.valid,
          total: row.total,
          goodDays: row.goodDays,
          days: row.days,
          ...ofDays(own),
        };
      });
      items.sort((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || a.region - b.region);
      return { asOf: asOf(hub, 'regions'), level, items };
    },
  );
}
