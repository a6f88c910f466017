import type { WaterClass } from './water.ts';

/** Grade of a river or basin by the share of its sections (环办〔2011〕22号, recalled and to be checked). */
export type RiverGrade = 'excellent' | 'good' | 'light' | 'medium' | 'heavy';
export const RIVER_GRADE_NAMES: Readonly<Record<RiverGrade, { readonly zh: string; readonly en: string }>> =
  Object.freeze({
    excellent: { zh: '优', en: 'Excellent' },
    good: { zh: '良好', en: 'Good' },
    light: { zh: '轻度污染', en: 'Lightly polluted' },
    medium: { zh: '中度污染', en: 'Moderately polluted' },
    heavy: { zh: '重度污染', en: 'Heavily polluted' },
  });
/** Below this many sections shares say nothing (recalled, to be checked). */
const MINIMUM_SECTIONS = 5;

/**
 * I-III at least 90 %: excellent; 75-90 %: good; below 75 %: by the share worse than V (below 20 % light, below 40 %
 * medium); heavy from 40 % where I-III are below 60 %, else medium. Shares are exact, never rounded first.
 * @returns `null` below the minimum of sections
 */
export function riverGrade(classes: readonly WaterClass[]): RiverGrade | null {
  if (classes.length < MINIMUM_SECTIONS) return null;
  const clean = classes.filter((grade) => grade <= 3).length * 100;
  const foul = classes.filter((grade) => grade === 6).length * 100;
  if (clean >= 90 * classes.length) return 'excellent';
  if (clean >= 75 * classes.length) return 'good';
  if (foul < 20 * classes.length) return 'light';
  return foul >= 40 * classes.length && clean < 60 * classes.length ? 'heavy' : 'medium';
}
