import type { Micro } from '../../streams/contracts/reading.ts';
import {
  additiveSum,
  countedValues,
  FOLDED_STATISTIC,
  type Part,
  type RollingHour,
  rollingHourOf,
  rollingMean,
  secondsPerValue,
  seenParts,
} from '../recompute/mod.ts';
import type { RegistryStation } from '../registry/mod.ts';
import { ExplainBounds } from './bounds.ts';
import type { ExplainContext } from './explain-context.ts';
import type { RollingRow } from './rolling-row.ts';
import { seriesHour } from './series-hour.ts';

const HOUR = 3600;

/** The rolling hour of a series at a tick. */
export interface NowMean {
  readonly row: RollingRow;
  readonly hour: RollingHour;
  readonly parts: readonly Part[];
  /** Computed again from the parts; `null` where too few. */
  readonly recomputed: Micro | null;
  readonly expected: number;
  /** Parts that arrived too late for this tick. */
  readonly later: number;
}

/**
 * The rolling hour of a series at a tick, computed again from the readings that the tick had seen.
 * @param seconds of the tick, UTC
 */
export async function nowMean(
  context: ExplainContext,
  station: RegistryStation,
  factor: number,
  seconds: number,
  row: RollingRow,
): Promise<NowMean> {
  const hour = rollingHourOf(seconds);
  const each = secondsPerValue(station);
  if (row.closed) {
    const { parts, recomputed } = await seriesHour(context, station, factor, hour.hour - HOUR);
    return { row, hour, parts, recomputed, expected: Math.max(1, Math.floor(HOUR / each)), later: 0 };
  }
  const statistic = row.folded ? (FOLDED_STATISTIC[station.basis] ?? station.basis) : station.basis;
  const series = { station: station.id, factor, statistic };
  const observations = await context.ask.readings(series, hour.since, hour.now);
  const { parts, later } = seenParts(factor, observations, row, hour.now - ExplainBounds.tickGrace / 1000);
  const values = countedValues(parts);
  const mean = rollingMean(factor, additiveSum(factor, values), values.length, each, hour);
  return {
    row,
    hour,
    parts,
    recomputed: mean === null ? null : Number(mean),
    expected: Math.floor((hour.now - hour.since) / each),
    later,
  };
}
