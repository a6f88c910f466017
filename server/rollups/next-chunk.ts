import { seriesStation } from '../../streams/contracts/factors.ts';
import { STATISTICS } from '../../streams/contracts/reading.ts';
import type { Registry } from '../registry/mod.ts';
import { HOUR_SECONDS, type DirtyPeriods } from './dirty-periods.ts';

/** One run: due series of some hours and a range of stations. Starts are seconds UTC, inclusive. */
export interface HoursChunk {
  readonly from: number;
  readonly to: number;
  readonly first: number;
  readonly last: number;
  /** What it takes out of memory. */
  readonly series: ReadonlyMap<number, readonly number[]>;
  readonly count: number;
}

export interface ChunkOptions {
  readonly dirtyPeriods: Pick<DirtyPeriods, 'hours'>;
  readonly registry: Pick<Registry, 'station'>;
  /** Hours that start at or after this second are still open. */
  readonly openFrom: number;
  /** Parts (readings) that one run may take. */
  readonly parts: number;
}

const LAST_STATION = 2 ** 32 - 1;

/**
 * The oldest due hours that are closed, whole while they fit, one hour's stations in order where it does not. `null`
 * where nothing is due.
 */
export function nextChunk({ dirtyPeriods, registry, openFrom, parts }: ChunkOptions): HoursChunk | null {
  const closed = [...dirtyPeriods.hours].filter(([hour]) => hour < openFrom).sort(([a], [b]) => a - b);
  const [oldest] = closed;
  if (oldest === undefined) return null;
  const expected = (series: number): number => {
    const station = registry.station(seriesStation(series));
    return station === undefined || station.basis === STATISTICS.hour
      ? 1
      : Math.max(1, Math.floor(HOUR_SECONDS / station.period));
  };
  const taken = new Map<number, readonly number[]>();
  let left = parts;
  let count = 0;
  for (const [hour, series] of closed) {
    let cost = 0;
    for (const one of series) cost += expected(one);
    if (cost > left) break;
    taken.set(hour, [...series]);
    left -= cost;
    count += series.size;
  }
  const [from] = oldest;
  return taken.size === 0
    ? stretchOf(oldest, parts, expected)
    : { from, to: Math.max(...taken.keys()), first: 0, last: LAST_STATION, series: taken, count };
}

/** The first stations of an hour, as many as fit, at least one: series keys sort by station, so they are a stretch. */
function stretchOf(
  [hour, due]: readonly [number, ReadonlySet<number>],
  parts: number,
  expected: (series: number) => number,
): HoursChunk {
  const stretch: number[] = [];
  let [left, first, last] = [parts, 0, 0];
  for (const series of [...due].sort((a, b) => a - b)) {
    const station = seriesStation(series);
    if (stretch.length > 0 && left <= 0 && station !== last) break;
    if (stretch.length === 0) first = station;
    last = station;
    left -= expected(series);
    stretch.push(series);
  }
  return { from: hour, to: hour, first, last, series: new Map([[hour, stretch]]), count: stretch.length };
}
