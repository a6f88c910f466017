import { hotspotRuleAt } from '../standards/mod.ts';
import { loadQuery, type Lane, type Parameters, type Store } from '../platform/store/mod.ts';

/** Grids that every tick is analysed for, the shown one first; the 3-km one is worked out when it is asked. */
export const ANALYSED_SIZES: readonly number[] = Object.freeze([1000, 500]);
/** The analysis' text: a question by itself, and what fills `hotspot_cells` and `hot_slices`. */
export const ANALYSIS = loadQuery('hotspots/hotspot-analysis');
const STATIONS = loadQuery('hotspots/hotspot-stations');

/** Which values the analysis rests on: the rolling hour of a tick, the valid values of a closed hour, or those of a civil day. */
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

const EXTENT = `SELECT min(intDiv(cell, 65536)) AS west, max(intDiv(cell, 65536)) - west + 1 AS columns, min(cell % 65536) AS south, max(cell % 65536) - south + 1 AS rows
  FROM grid_cells WHERE size = {size:UInt16} AND generation = {generation:UInt64}`;
/** Extents of grids; they never change. Bounded: a registry changes a few times a day. */
const extents = new Map<string, Parameters>();
const MOST_EXTENTS = 1000;

async function extentOf(store: Store, lane: Lane, size: number, generation: string): Promise<Parameters> {
  const key = `${generation}/${size}`;
  const known = extents.get(key);
  if (known) return known;
  const [extent] = await store.rows<Record<string, number | string>>(lane, EXTENT, { size, generation });
  const whole = {
    west: Number(extent!['west']),
    columns: Number(extent!['columns']),
    south: Number(extent!['south']),
    rows: Number(extent!['rows']),
  };
  if (extents.size >= MOST_EXTENTS) extents.clear();
  extents.set(key, whole);
  return whole;
}

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

/** A cell as the analysis knows it. Means, error, background and ring in millionths of the factor's unit. */
export interface AnalysedCell {
  readonly cell: number;
  readonly mean: number;
  readonly iaqi: number | null;
  /** 0 measured, 1 interpolated. */
  readonly support: 0 | 1;
  /** Stations with a value now, of the nearest 12 within 12 km. */
  readonly stations: number;
  /** Metres from the centre to the nearest of them. */
  readonly nearest: number;
  /** 0..100; 100 where measured. */
  readonly score: number;
  /** What interpolation misses at the supporting stations, each left out in turn. */
  readonly error: number | null;
  readonly background: number;
  readonly ring: number | null;
  readonly z: number | null;
  readonly p: number | null;
  readonly class: 0 | 90 | 95 | 99;
}

export const CELL_COLUMNS = 'cell, mean, iaqi, support, stations, nearest, score, error, background, ring, z, p, class';
const number = (value: unknown): number | null => (value === null || value === undefined ? null : Number(value));

/** Columns of the engine, in the order of `CELL_COLUMNS`, as cells. */
export function cellsOfColumns(columns: readonly unknown[][]): AnalysedCell[] {
  const [
    cells = [],
    means = [],
    indices = [],
    supports = [],
    stations = [],
    nearest = [],
    scores = [],
    errors = [],
    backgrounds = [],
    rings = [],
    zs = [],
    ps = [],
    classes = [],
  ] = columns;
  return cells.map((cell, i) => ({
    cell: Number(cell),
    mean: Number(means[i]),
    iaqi: number(indices[i]),
    support: supports[i] as 0 | 1,
    stations: stations[i] as number,
    nearest: nearest[i] as number,
    score: scores[i] as number,
    error: number(errors[i]),
    background: Number(backgrounds[i]),
    ring: number(rings[i]),
    z: number(zs[i]),
    p: number(ps[i]),
    class: classes[i] as AnalysedCell['class'],
  }));
}

export const analyse = async (store: Store, lane: Lane, of: AnalysisOf): Promise<AnalysedCell[]> =>
  cellsOfColumns(await store.columns(lane, ANALYSIS, await analysisParameters(store, lane, of)));
