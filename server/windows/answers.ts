import { DateTime } from 'luxon';
import type { Registry } from '../registry/mod.ts';
import { loadQuery, type Store } from '../platform/store/mod.ts';
import type { CELL_SIZES } from '../hotspots/mod.ts';
import { exceedancesOf, hotspotsOf, type Exceedance, type Hotspot } from './questions.ts';
import { DEFAULT_ZONE } from '../../streams/contracts/civil-time.ts';
import { standingsOf, type RegionStanding } from './standing.ts';

/** What the API may ask of the windows' state between ticks, on the history lane. */

const NEWEST_TICK = 'SELECT max(tick) AS tick FROM rolling';
const NEWEST_JUDGED = 'SELECT max(tick) AS tick FROM judgements';
const EXCLUDED = `SELECT DISTINCT station, factor, reason, averaging AS window, limit_source AS limitSource FROM judgements
  WHERE tick = {tick:UInt32} AND reason > 0 ORDER BY reason, station, factor, averaging, limit_source LIMIT {most:UInt32}`;
const FOLDING = loadQuery('windows/folding-findings');
/** Generations of the weights, newest first: one, but two while a change is being written. */
const GENERATION = 'SELECT toString(generation) AS generation FROM cell_weights WHERE size = {size:UInt16} LIMIT 1';

/**
 * Hotspots of a factor at the newest tick; empty before the first one. `size` is one of `CELL_SIZES`, metres.
 * `at`: the tick, ms UTC.
 */
export async function askHotspots(
  store: Store,
  { factor, size }: { readonly factor: number; readonly size: (typeof CELL_SIZES)[number] },
): Promise<{ readonly at: number; readonly cells: readonly Hotspot[] }> {
  const [newest] = await store.rows<{ tick: number }>('history', NEWEST_TICK);
  const [weights] = await store.rows<{ generation: string }>('history', GENERATION, { size });
  const tick = newest?.tick ?? 0;
  const seconds = tick + 1_577_836_800;
  if (tick === 0 || weights === undefined) return { at: seconds * 1000, cells: [] };
  return {
    at: seconds * 1000,
    cells: await hotspotsOf(store, 'history', tick, seconds, factor, size, weights.generation),
  };
}

/** The exceedance ranking now, at most `most` rows. */
export const askExceedances = (store: Store, most: number): Promise<readonly Exceedance[]> =>
  exceedancesOf(store, 'history', most);

/** A series that a limit binds but that was not judged. Reasons as in topic `excluded`. */
export interface ExcludedSeries {
  readonly station: number;
  readonly factor: number;
  readonly reason: number;
  readonly window: number;
  readonly limitSource: number;
}

export async function askExcluded(store: Store, most: number): Promise<readonly ExcludedSeries[]> {
  const [newest] = await store.rows<{ tick: number }>('history', NEWEST_JUDGED);
  return store.rows<ExcludedSeries>('history', EXCLUDED, { tick: newest?.tick ?? 0, most });
}

/** @param nowMs ms UTC @param variant of the composite index; without one, that in force on the first day of the month */
export function askRegionRanking(
  store: Store,
  registry: Registry,
  nowMs: number,
  variant: 'A' | 'B' | 'C' | '' = '',
): Promise<readonly RegionStanding[]> {
  const zone = registry.city?.timezone ?? DEFAULT_ZONE;
  return standingsOf(store, 'history', DateTime.fromMillis(nowMs, { zone }).toISODate() ?? '', zone, variant);
}

/** An hour of a stack whose device folds otherwise than its measured values and oxygen say; mg/m³, `hour` ms UTC. */
export interface FoldingFinding {
  readonly hour: number;
  readonly station: number;
  readonly factor: number;
  readonly device: number;
  readonly recomputed: number;
  readonly compared: number;
  readonly expected: number;
}

/** Findings of the last 24 closed hours, newest first, the largest difference first within an hour. */
export async function askFolding(store: Store, nowMs: number, most: number): Promise<readonly FoldingFinding[]> {
  const rows = await store.rows<{
    start: number;
    station: number;
    factor: number;
    device: number;
    ours: number;
    compared: number;
    expected: number;
  }>('history', FOLDING, { now: Math.floor(nowMs / 1000), most });
  return rows.map(({ start, station, factor, device, ours, compared, expected }) =>
    Object.freeze({ hour: start * 1000, station, factor, device, recomputed: ours, compared, expected }),
  );
}
