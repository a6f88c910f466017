import { DEFAULT_ZONE } from '../../streams/contracts/civil-time.ts';
import { cellParent } from '../../streams/contracts/projection.ts';
import { fromLiveTime } from '../../streams/live/mod.ts';
import type { Store } from '../platform/store/mod.ts';
import type { Registry } from '../registry/mod.ts';
import { hotspotRuleAt, type HotspotRule } from '../standards/mod.ts';
import type { AnalysedCell } from './analysed-cell.ts';
import { analyse } from './analysis-question.ts';
import { candidatesOf, type Candidate } from './candidates.ts';
import { cellStationsOf, type CellStation } from './cell-stations.ts';
import { windAround, type CellWind } from './cell-wind.ts';
import { emergingOf, type Emerging } from './emerging.ts';
import { hotHoursOf, type HourExcess } from './hot-hours.ts';
import { SLICED_FACTOR } from './hot-slices.ts';
import type { SliceSize } from './slice-size.ts';

const REGIONS = `SELECT level, region, share FROM cell_regions
  WHERE size = {size:UInt16} AND generation = {generation:UInt64} AND cell = {cell:UInt32}
  ORDER BY level, share DESC, region`;
const NEWEST_TICK = 'SELECT max(tick) AS tick FROM rolling';
const GENERATION = 'SELECT toString(generation) AS generation FROM grid_generations FINAL ORDER BY built DESC LIMIT 1';

/**
 * A share of the cell's area that a responsibility grid holds, 0..1; the first of a level is the one that answers for
 * the cell.
 */
interface CellRegion {
  readonly level: number;
  readonly region: number;
  readonly share: number;
}

export interface HotspotEvidence {
  /** ms UTC of the tick. */
  readonly at: number;
  readonly rule: HotspotRule;
  /** `null` where nothing supports the cell now. */
  readonly cell: AnalysedCell | null;
  readonly stations: readonly CellStation[];
  readonly regions: readonly CellRegion[];
  readonly wind: CellWind | null;
  readonly candidates: readonly Candidate[];
  /** Cell whose slices are given: the cell itself, or the 1-km cell that a 500-m one lies in. */
  readonly slices: { readonly size: SliceSize; readonly cell: number };
  readonly hotHours: readonly HourExcess[];
  readonly emerging: Emerging | null;
}

/**
 * Evidence of one cell at the newest tick, computed on request, so that value, stations, background and candidates
 * are of one instant. @returns `null` before the first tick, or where the city has no such cell
 */
export async function askHotspotEvidence(
  store: Store,
  registry: Registry,
  of: { readonly size: number; readonly cell: number; readonly factor: number; readonly now: number },
): Promise<HotspotEvidence | null> {
  const { size, cell, factor, now } = of;
  const [newest] = await store.rows<{ tick: number }>('history', NEWEST_TICK);
  const [known] = await store.rows<{ generation: string }>('history', GENERATION);
  if (!newest || newest.tick === 0 || !known) return null;
  const { tick } = newest;
  const { generation } = known;
  const at = fromLiveTime(tick) / 1000;
  const rule = hotspotRuleAt(at * 1000);
  const regions = await store.rows<CellRegion>('history', REGIONS, { size, generation, cell });
  const stations = await cellStationsOf(store, { tick, factor, size, generation, cell });
  if (regions.length === 0 && stations.length === 0) return null;
  const analysed = await analyse(store, 'history', { source: { tick }, at, factor, size, generation });
  const wind = await windAround(
    store,
    registry,
    stations.map(({ station }) => station),
    at,
    rule,
  );
  const candidates = await candidatesOf(store, { cell, size, at, from: wind?.from ?? null, rule });
  const slices: HotspotEvidence['slices'] = {
    size: size === 3000 ? 3000 : 1000,
    cell: size === 500 ? cellParent(cell, 500, 1000) : cell,
  };
  const zone = registry.city?.timezone ?? DEFAULT_ZONE;
  const [emerging] =
    factor === SLICED_FACTOR ? await emergingOf(store, 'history', slices.size, now, zone, [slices.cell]) : [];
  return {
    at: at * 1000,
    rule,
    cell: analysed.find((row) => row.cell === cell) ?? null,
    stations,
    regions: regions.map(({ level, region, share }) => ({ level, region, share: share / 1e6 })),
    wind,
    candidates,
    slices,
    hotHours: factor === SLICED_FACTOR ? await hotHoursOf(store, 'history', slices.size, now, zone, slices.cell) : [],
    emerging: emerging ?? null,
  };
}
