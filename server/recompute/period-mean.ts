import { averagingOf } from './averaging.ts';
import { halfEven } from './half-even.ts';
import { meanDirection } from './mean-direction.ts';
import { levelOfEnergy, soundEnergy } from './sound-level.ts';

/** A mean and the sum that hours and days store beside it, millionths. */
export interface PeriodMean {
  readonly micro: bigint;
  /** Of directions and sound levels, which do not add up, the mean times the count. */
  readonly sum: bigint;
}

/** Sum of values, millionths; of sound levels their energies, thousandths of 10^(L/10). */
export const additiveSum = (factor: number, values: readonly number[]): bigint =>
  averagingOf(factor) === 'energy'
    ? values.reduce((sum, level) => sum + soundEnergy(level), 0n)
    : values.reduce((sum, micro) => sum + BigInt(micro), 0n);

/**
 * Mean of the values of an hour or a day as the factor averages: exact and half to even at the sixth decimal, wind
 * directions as unit vectors (0.1 degree), sound levels by energy (0.01 dB, capped at 130 dB).
 * @param values millionths @returns `null` for no values
 */
export function periodMean(factor: number, values: readonly number[]): PeriodMean | null {
  if (values.length === 0) return null;
  const count = BigInt(values.length);
  const averaging = averagingOf(factor);
  if (averaging === 'arithmetic') {
    const sum = additiveSum(factor, values);
    return { micro: halfEven(sum, count), sum };
  }
  const micro =
    averaging === 'vector' ? meanDirection(values) : levelOfEnergy(additiveSum(factor, values), values.length);
  return { micro, sum: micro * count };
}

/** The mean alone, millionths; `null` for no values. */
export function meanMicro(factor: number, values: readonly number[]): number | null {
  const mean = periodMean(factor, values);
  return mean === null ? null : Number(mean.micro);
}
