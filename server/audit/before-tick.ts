import { STATISTICS } from '../../streams/contracts/reading.ts';
import type { Store } from '../platform/store/mod.ts';
import type { Observation } from '../recompute/mod.ts';
import type { Registry } from '../registry/mod.ts';
import { readRaw, type RawWanted } from './raw-readings.ts';

const HOUR = 3600;
const WINDOW_STATISTICS = [
  STATISTICS.rtd,
  STATISTICS.rtd_zs,
  STATISTICS.minute,
  STATISTICS.minute_zs,
  STATISTICS.hour,
  STATISTICS.hour_zs,
];

/** What checks of a tick read from, and how much. */
export interface TickSource {
  readonly store: Store;
  readonly registry: Registry;
  readonly mostReadings: number;
  readonly mostUncertain: number;
}

/** Series whose readings were read before a tick. */
export interface BeforeTick {
  readonly stations: readonly number[];
  /** All where empty. */
  readonly factors: readonly number[];
  /** By series key. */
  readonly raw: ReadonlyMap<number, readonly Observation[]>;
  /** ms UTC at which the reading had ended: the tick must have begun later. */
  readonly readAt: number;
}

/** What to read of a rolling hour. @param now seconds UTC */
export const rollingHourReadings = (
  now: number,
  stations: readonly number[],
  factors: readonly number[],
  most: number,
): RawWanted => ({
  from: Math.floor((now - HOUR) / HOUR) * HOUR,
  to: Math.floor(now / HOUR) * HOUR,
  stations,
  factors,
  statistics: WINDOW_STATISTICS,
  most,
});

/** Reads the readings of a rolling hour for the tick that comes next; `null`: too many. @param now ms UTC */
export async function readBefore(
  { store, mostReadings }: TickSource,
  stations: readonly number[],
  factors: readonly number[],
  now: () => number,
): Promise<BeforeTick | null> {
  const raw = await readRaw(store, rollingHourReadings(Math.floor(now() / 1000), stations, factors, mostReadings));
  return raw === null ? null : { stations, factors, raw, readAt: now() };
}
