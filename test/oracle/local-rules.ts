import { MICRO, type Micro } from '../../streams/contracts/reading.ts';
import { RELATIVE_DUST_RULE } from '../../server/standards/internal.ts';

/** Local rules of dust and noise in plain TypeScript, against which sql/windows/evaluate-local.sql is compared. */

export type RelativeJudgement = 'exceeds' | 'within' | 'humidity' | 'regional' | 'no reference';

/**
 * Judges a site's mean against the nearest reference station's of the same window; all µg/m³, humidity percent or
 * `null` if unknown.
 */
export function judgeRelative(
  site: number,
  reference: number | null,
  humidity: number | null,
  rules = RELATIVE_DUST_RULE,
): RelativeJudgement {
  if (reference === null) return 'no reference';
  if (humidity !== null && humidity > rules.humidityAbove) return 'humidity';
  if (reference > rules.referenceAbove) return 'regional';
  return site >= rules.ratio * reference && site >= rules.floor ? 'exceeds' : 'within';
}

/** Day is 06:00 to 22:00 civil time unless the county government sets otherwise (GB 12523). */
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
