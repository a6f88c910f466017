import { MICRO, type Micro } from '../../streams/contracts/reading.ts';

/** Day is 06:00 to 22:00 civil time unless the county government sets otherwise. */
export const isNoiseDay = (civilHour: number): boolean => civilHour >= 6 && civilHour < 22;

/**
 * Equivalent level of equal periods: the energy mean `10 lg(mean(10^(L/10)))`, never the arithmetic mean of decibels.
 * @returns dB(A) in micro units rounded to 0.1 dB, or `null` for no values
 */
export function equivalentLevel(levels: readonly Micro[]): Micro | null {
  if (levels.length === 0) return null;
  const energy = levels.reduce((sum, level) => sum + 10 ** (level / MICRO / 10), 0) / levels.length;
  return Math.round(10 * Math.log10(energy) * 10) * (MICRO / 10);
}
