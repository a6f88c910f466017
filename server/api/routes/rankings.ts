import {
  exceedanceLeftOutOperation,
  exceedanceRankingOperation,
  EXCEEDANCE_WINDOWS,
  EXCLUSION_REASONS,
} from '../../../streams/contracts/api/rankings.ts';
import { factorById } from '../../../streams/contracts/factors.ts';
import { askExcluded } from '../../windows/mod.ts';
import { cacheAnswers } from '../answer-cache.ts';
import { exceedanceAnswer } from '../answers/exceedance.ts';
import { limitSourceAnswer } from '../answers/limit-source.ts';
import type { Api } from '../api.ts';
import { isoOrNull } from '../instants.ts';
import { readRows, type RowOf } from '../../../streams/live/mod.ts';
import { asOf } from '../live-tables.ts';
import type { RouteContext } from '../route-context.ts';
import { serve } from '../serve.ts';

/** Series left out that are listed; counts are always whole. */
const MOST_LEFT_OUT = 20_000;
const LEFT_OUT_CACHE_MS = 15_000;

const byRank = (a: RowOf<'exceedances'>, b: RowOf<'exceedances'>): number =>
  (a.rank ?? Infinity) - (b.rank ?? Infinity) || a.key - b.key;
/** By the number in live topic `excluded`. */
const reasonOf = (id: number): string => (id === 0 ? 'none' : (EXCLUSION_REASONS[id - 1] ?? String(id)));

/** Rankings of the last tick, from the hub's memory: a thousand viewers cost the database nothing. */
export async function rankingRoutes(app: Api, { registry, hub, context }: RouteContext): Promise<void> {
  const { clock, store } = context;
  const leftOut = cacheAnswers(
    async () => ({ at: clock.now(), series: await askExcluded(store, MOST_LEFT_OUT) }),
    () => clock.monotonic(),
    { cacheMs: LEFT_OUT_CACHE_MS },
  );

  serve(app, exceedanceRankingOperation, ({ query: { limit, offset } }) => {
    const records = readRows('exceedances', hub.table('exceedances')?.table).sort(byRank);
    const at = asOf(hub, 'exceedances');
    return {
      asOf: at,
      total: records.length,
      items: records.slice(offset, offset + limit).map((record) => exceedanceAnswer(registry, record, at)),
      excluded: readRows('excluded', hub.table('excluded')?.table).map((record) => ({
        reason: reasonOf(record.key),
        count: record.count,
      })),
    };
  });

  serve(app, exceedanceLeftOutOperation, async ({ query: { limit, offset, reason } }) => {
    const answer = await leftOut('');
    const series = (answer?.series ?? []).filter((own) => reason === undefined || reasonOf(own.reason) === reason);
    return {
      asOf: isoOrNull(answer?.at),
      total: series.length,
      items: series.slice(offset, offset + limit).map((own) => {
        const station = registry.station(own.station);
        return {
          station: own.station,
          names: station?.names ?? null,
          kind: station?.kind ?? null,
          county: station?.county ?? null,
          factor: factorById(own.factor)?.code ?? String(own.factor),
          reason: reasonOf(own.reason),
          window: EXCEEDANCE_WINDOWS[own.window] ?? 'none',
          ...limitSourceAnswer(registry, own.limitSource),
        };
      }),
    };
  });
}
