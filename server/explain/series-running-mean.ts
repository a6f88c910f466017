import type { Micro } from '../../streams/contracts/reading.ts';
import { countedValues, openHourMean, partsOf, rollingHourOf, runningMean, secondsPerValue } from '../recompute/mod.ts';
import type { RegistryStation } from '../registry/mod.ts';
import type { ExplainContext } from './explain-context.ts';
import type { PeriodRow } from './period-row.ts';

const HOUR = 3600;

/** A running mean at a tick computed again. Millionths, seconds UTC. */
export interface SeriesRunningMean {
  /** Start of the open hour, and the instant of the tick. */
  readonly hour: number;
  readonly now: number;
  /** Stored closed hours. */
  readonly hours: readonly PeriodRow[];
  /** Values that count, of the open hour; and its mean once it has 45 minutes. */
  readonly open: readonly Micro[];
  readonly openMean: Micro | null;
  /** Starts of the closed hours, oldest first. */
  readonly starts: readonly number[];
  /** Hour means: closed hours, then the open one; `null` where missing or invalid. */
  readonly means: readonly (Micro | null)[];
  readonly recomputed: Micro | null;
}

/**
 * The running mean of a series at a tick, computed again: hour values of the closed hours, and of the open one once it
 * has 45 minutes. @param seconds of the tick, UTC
 */
export async function seriesRunningMean(
  context: ExplainContext,
  station: RegistryStation,
  factor: number,
  span: 8 | 24,
  seconds: number,
): Promise<SeriesRunningMean> {
  const { hour, now } = rollingHourOf(seconds);
  const hours = await context.ask.hours([station.id], [factor], hour - (span - 1) * HOUR, hour);
  const series = { station: station.id, factor, statistic: station.basis };
  const open = countedValues(partsOf(await context.ask.readings(series, hour, now)));
  const openMean = openHourMean(factor, open, secondsPerValue(station));
  const starts = Array.from({ length: span - 1 }, (_, i) => hour - (span - 1 - i) * HOUR);
  const closed = starts.map((start) => {
    const found = hours.find((row) => row.start === start);
    return found?.isValid ? found.micro : null;
  });
  const means = [...closed, openMean];
  return { hour, now, hours, open, openMean, starts, means, recomputed: runningMean(factor, span, means) };
}
