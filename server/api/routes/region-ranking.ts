import { regionRankingOperation } from '../../../streams/contracts/api/region-ranking.ts';
import { askRegionRanking, type RegionStanding } from '../../windows/mod.ts';
import { cacheAnswers } from '../answer-cache.ts';
import { regionDays } from '../answers/region-standing.ts';
import type { Api } from '../api.ts';
import { readRows, type RowOf } from '../../../streams/live/mod.ts';
import { asOf, isoTime } from '../live-tables.ts';
import type { RouteContext } from '../route-context.ts';
import { serve } from '../serve.ts';

type Variant = RegionStanding['variant'] | '';

/** Rank, move and index as the screens show them. */
const livePlace = (record: RowOf<'regions'>) => ({ rank: record.rank, move: record.move, index: record.index });
/** The same by another variant than the screens show. */
const placeByVariant = (own: RegionStanding | undefined) => ({
  rank: own?.rank ?? null,
  move: own?.move ?? null,
  index: own?.indexThousandths == null ? null : own.indexThousandths / 1000,
});

/**
 * `GET /api/rankings/regions`: the hours from the hub's memory, the month's ranking asked of the store once a minute
 * for everybody.
 */
export async function regionRankingRoutes(app: Api, { registry, hub, context }: RouteContext): Promise<void> {
  const { clock, store } = context;
  const standings = cacheAnswers(
    async (variant) => {
      const all = await askRegionRanking(store, registry, clock.now(), variant as Variant);
      return new Map(all.map((own) => [own.region, own]));
    },
    () => clock.monotonic(),
  );

  serve(app, regionRankingOperation, async ({ query: { level, variant } }) => {
    const days = await standings(variant ?? '');
    const items = readRows('regions', hub.table('regions')?.table).flatMap((record) => {
      const region = registry.regions().get(record.key);
      if (region?.level !== level) return [];
      const own = days?.get(record.key);
      return {
        region: record.key,
        names: region.names,
        ...(variant === undefined ? livePlace(record) : placeByVariant(own)),
        hour: isoTime(record.hour),
        aqi: record.aqi,
        airLevel: record.level,
        nowAqi: record.nowAqi,
        valid: record.valid,
        total: record.total,
        goodDays: record.goodDays,
        days: record.days,
        ...regionDays(own),
      };
    });
    items.sort((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || a.region - b.region);
    return { asOf: asOf(hub, 'regions'), level, items };
  });
}
