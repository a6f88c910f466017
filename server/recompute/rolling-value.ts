import { STATISTICS } from '../../streams/contracts/reading.ts';
import { VALIDITY } from '../standards/mod.ts';
import { averagingOf } from './averaging.ts';
import { countsByFlag, isOverRange } from './flags.ts';
import { halfEven } from './half-even.ts';
import type { Observation } from './observation.ts';
import { additiveSum } from './period-mean.ts';
import type { RollingHour } from './rolling-hour.ts';
import { levelOfEnergy } from './sound-level.ts';

/** Statistic of the folded (折算) values beside a basis statistic. */
export const FOLDED_STATISTIC: Readonly<Record<number, number>> = Object.freeze({
  [STATISTICS.rtd]: STATISTICS.rtd_zs,
  [STATISTICS.minute]: STATISTICS.minute_zs,
  [STATISTICS.hour]: STATISTICS.hour_zs,
});

/** What a series shows for a rolling hour. Millionths; sums of sound levels are energies. */
export interface RollingValue {
  readonly sum: bigint;
  readonly count: number;
  /** `null`: too few samples, or a wind direction. */
  readonly mean: bigint | null;
  /** The newest valid version, whatever its flag; seconds UTC, 0: none. */
  readonly lastTime: number;
  readonly lastMicro: number | null;
  readonly lastFlag: number;
  readonly isOver: boolean;
}

/**
 * Mean of a rolling hour, millionths; `null`: less than three quarters of it are covered, or directions, which have
 * none here.
 */
export function rollingMean(
  factor: number,
  sum: bigint,
  count: number,
  secondsPerValue: number,
  { now, since }: RollingHour,
): bigint | null {
  const { numerator, denominator } = VALIDITY.hourShare;
  const isEnough = count > 0 && count * secondsPerValue * denominator >= numerator * (now - since);
  const averaging = averagingOf(factor);
  if (!isEnough || averaging === 'vector') return null;
  return averaging === 'energy' ? levelOfEnergy(sum, count) : halfEven(sum, BigInt(count));
}

/** @param versions valid versions of the series in the rolling hour, oldest first */
export function rollingValue(
  factor: number,
  versions: readonly Observation[],
  secondsPerValue: number,
  hour: RollingHour,
): RollingValue {
  const counted = versions.filter(countsByFlag).map(({ micro }) => micro);
  const sum = additiveSum(factor, counted);
  const newest = versions.at(-1);
  return {
    sum,
    count: counted.length,
    mean: rollingMean(factor, sum, counted.length, secondsPerValue, hour),
    lastTime: newest?.time ?? 0,
    lastMicro: newest?.micro ?? null,
    lastFlag: newest?.flag ?? 0,
    isOver: versions.some(isOverRange),
  };
}
