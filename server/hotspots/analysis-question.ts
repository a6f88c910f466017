import { present } from '../platform/present.ts';
import { loadQuery, type Lane, type Parameters, type Store } from '../platform/store/mod.ts';
import { hotspotRuleAt } from '../standards/mod.ts';
import { cellsOfColumns, type AnalysedCell } from './analysed-cell.ts';

/** Grids that every tick is analysed for, the shown one first; the 3-km one is computed on request. */
export const ANALYSED_SIZES: readonly number[] = Object.freeze([1000, 500]);
/** The analysis' text: a question by itself, and what fills `hotspot_cells` and `hot_slices`. */
export const ANALYSIS = loadQuery('hotspots/hotspot-analysis');
const STATIONS = loadQuery('hotspots/hotspot-stations');

/**
 * Which values the analysis rests on: the rolling hour of a tick, the valid values of a closed hour, or those of a
 * civil day.
 */
type AnalysisSource =
  | { readonly tick: number }
  /** Start, seconds UTC. */
  | { readonly hour: number }
  /** Days since 1970-01-01 of the civil date. */
  | { readonly day: number };

export interface AnalysisOf {
  readonly source: AnalysisSource;
  /** The instant the standards and the rule are asked for, seconds UTC. */
  readonly at: number;
  readonly factor: number;
  readonly size: number;
  readonly generation: string;
}

const EXTENT = `SELECT min(intDiv(cell, 65536)) AS west, max(intDiv(cell, 65536)) - west + 1 AS columns,
    min(cell % 65536) AS south, max(cell % 65536) - south + 1 AS rows
  FROM grid_cells WHERE size = {size:UInt16} AND generation = {generation:UInt64}`;
/** Extents of grids; they never change. Bounded: a registry changes a few times a day. */
const extents = new Map<string, Parameters>();
const MOST_EXTENTS = 1000;

async function extentOf(store: Store, lane: Lane, size: number, generation: string): Promise<Parameters> {
  const key = `${generation}/${size}`;
  const known = extents.get(key);
  if (known) return known;
  const [row] = await store.rows<Record<'west' | 'columns' | 'south' | 'rows', number | string>>(lane, EXTENT, {
    size,
    generation,
  });
  const { west, columns, south, rows } = present(row, 'extent of a grid');
  const extent = { west: Number(west), columns: Number(columns), south: Number(south), rows: Number(rows) };
  if (extents.size >= MOST_EXTENTS) extents.clear();
  extents.set(key, extent);
  return extent;
}

/** Parameters of `ANALYSIS`; asks for the stations' values and, once per grid, for its extent. */
export async function analysisParameters(
  store: Store,
  lane: Lane,
  { source, at, factor, size, generation }: AnalysisOf,
): Promise<Parameters> {
  const rule = hotspotRuleAt(at * 1000);
  const values = {
    tick: 'tick' in source ? source.tick : 0,
    hour: 'hour' in source ? source.hour : 0,
    day: 'day' in source ? source.day : 0,
    factor,
    generation,
  };
  const [stations] = await store.rows<{ state: string }>(lane, STATIONS, values);
  return {
    ...(await extentOf(store, lane, size, generation)),
    state: stations?.state ?? '[]',
    at,
    factor,
    size,
    generation,
    reach: Math.floor(rule.backgroundMetres / size),
    block: rule.ringMetres / size,
    least: rule.leastExcess[factor] ?? rule.leastExcess[1],
    percent: rule.leastPercent,
    full_support: rule.fullSupport,
  };
}

/** The analysis of one grid, cell by cell. */
export const analyse = async (store: Store, lane: Lane, of: AnalysisOf): Promise<AnalysedCell[]> =>
  cellsOfColumns(await store.columns(lane, ANALYSIS, await analysisParameters(store, lane, of)));
