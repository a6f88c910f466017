import { factorByCode, seriesStation } from '../../streams/contracts/factors.ts';
import { STATISTICS } from '../../streams/contracts/reading.ts';
import type { Registry } from '../registry/mod.ts';
import { HOUR_FINDINGS, MARKED_HOUR_SECONDS, RUNNING_PERCENT, WITNESS_FACTORS } from '../standards/mod.ts';
import { loadQuery, type Store } from '../platform/store/mod.ts';
import { computeOutletHours } from './outlets.ts';
import { HOUR_SECONDS, type DirtyPeriods } from './dirty-periods.ts';

/** Averaged as unit vectors, and by energy: an arithmetic mean of 350° and 10° would point south. */
export const MEAN_RULES = Object.freeze({ directions: [factorByCode('a01008')!.id], levels: [factorByCode('LA')!.id] });

const MARK_RULES = Object.freeze({
  ofHours: HOUR_FINDINGS,
  witnesses: WITNESS_FACTORS,
  powers: [factorByCode('d20112')!.id, factorByCode('d30112')!.id],
  running: RUNNING_PERCENT,
  markedHour: MARKED_HOUR_SECONDS,
});

const QUERIES = Object.freeze({
  compute: loadQuery('rollups/hours'),
  touchDays: loadQuery('rollups/hours-touch-days'),
  touchQuality: loadQuery('rollups/hours-touch-quality'),
  now: loadQuery('rollups/hours-now'),
  done: loadQuery('rollups/hours-done'),
});

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
  readonly touched: DirtyPeriods;
  readonly registry: Pick<Registry, 'station'>;
  /** Hours that start at or after this second are still open. */
  readonly openFrom: number;
  /** Parts (readings) that one run may take. */
  readonly parts: number;
}

const LAST_STATION = 2 ** 32 - 1;

/**
 * The oldest due hours that are closed, whole while they fit, one hour's stations in order where it does not. `null` where
 * nothing is due.
 */
export function nextChunk({ touched, registry, openFrom, parts }: ChunkOptions): HoursChunk | null {
  const closed = [...touched.hours.keys()].filter((hour) => hour < openFrom).sort((a, b) => a - b);
  const oldest = closed[0];
  if (oldest === undefined) return null;
  const expected = (series: number): number => {
    const station = registry.station(seriesStation(series));
    return station === undefined || station.basis === STATISTICS.hour
      ? 1
      : Math.max(1, Math.floor(HOUR_SECONDS / station.period));
  };
  const costs = closed.map((hour) => ({ hour, cost: sum(touched.hours.get(hour)!, expected) }));
  const taken = new Map<number, readonly number[]>();
  let left = parts;
  for (const { hour, cost } of costs) {
    if (cost > left) break;
    taken.set(hour, [...touched.hours.get(hour)!]);
    left -= cost;
  }
  if (taken.size > 0) {
    return {
      from: oldest,
      to: Math.max(...taken.keys()),
      first: 0,
      last: LAST_STATION,
      series: taken,
      count: sum(taken.values(), (series) => series.length),
    };
  }
  // Series keys sort by station, so a range of stations is a stretch of them.
  const series = [...touched.hours.get(oldest)!].sort((a, b) => a - b);
  let end = 0;
  while (end < series.length && (left > 0 || seriesStation(series[end]!) === seriesStation(series[end - 1]!))) {
    left -= expected(series[end]!);
    end += 1;
  }
  const stretch = series.slice(0, end);
  return {
    from: oldest,
    to: oldest,
    first: seriesStation(stretch[0]!),
    last: seriesStation(stretch.at(-1)!),
    series: new Map([[oldest, stretch]]),
    count: stretch.length,
  };
}

function sum<T>(items: Iterable<T>, of: (item: T) => number): number {
  let total = 0;
  for (const item of items) total += of(item);
  return total;
}

/**
 * Computes a chunk. The order is what makes it safe: the series leave memory and the head is read before any reading is;
 * versions, touched days and findings, latest versions and the end mark follow each other, each durable before the next. A death
 * anywhere leaves the series due in the store.
 * @param now ms UTC
 */
export async function computeHours(
  store: Store,
  touched: DirtyPeriods,
  chunk: HoursChunk,
  zone: string,
  now: number,
): Promise<void> {
  for (const [hour, series] of chunk.series) touched.take(hour, series);
  try {
    const head = touched.settled;
    const { from, to, first, last } = chunk;
    const range = { from, to, first, last, head, now: Math.floor(now / 1000) };
    await store.command('history', QUERIES.compute, { ...range, ...MEAN_RULES, ...MARK_RULES });
    await store.command('history', QUERIES.touchDays, { ...range, timezone: zone, dayHead: touched.nextHead(0) });
    await store.command('history', QUERIES.touchQuality, { ...range, qualityHead: touched.nextHead(0) });
    await store.command('history', QUERIES.now, range);
    await computeOutletHours(store, touched, range, zone);
    await store.command('history', QUERIES.done, range);
  } catch (error) {
    for (const [hour, series] of chunk.series) for (const key of series) touched.add(hour, key);
    throw error;
  }
}
