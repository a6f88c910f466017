import { EDITIONS, editionAt, type Edition } from './editions.ts';

/** Construction boundary noise, dB(A) of the 20-min equivalent level. */
export interface NoiseLimit {
  readonly edition: Edition;
  readonly day: number;
  readonly night: number;
  /**
   * Largest single level at night may exceed the limit by so much; `null` where the text of the edition was not
   * obtained.
   */
  readonly nightPeakOver: number | null;
  readonly clause: string;
  readonly uncertain: boolean;
}

const [OLD, NEW] = EDITIONS.gb12523;
export const CONSTRUCTION_NOISE: readonly NoiseLimit[] = Object.freeze([
  Object.freeze({ edition: OLD, day: 70, night: 55, nightPeakOver: 15, clause: 'GB 12523-2011', uncertain: false }),
  Object.freeze({
    edition: NEW,
    day: 70,
    night: 55,
    nightPeakOver: null,
    clause: 'GB 12523-2025 表1（限值经三处二手来源印证，评价方法待核）',
    uncertain: true,
  }),
]);

/** The limit in force at an instant (ms UTC). */
export const constructionNoiseAt = (at: number): NoiseLimit =>
  CONSTRUCTION_NOISE.find(({ edition }) => edition === editionAt(EDITIONS.gb12523, at))!;

/**
 * Source level of a measured level over background, GB 12523-2011: whole-dB difference 3: -3; 4-5: -2; 6-10: -1;
 * above 10: as measured.
 * @returns dB(A), or `null` below a difference of 3 dB, where the measurement says nothing
 */
export function overBackground(measured: number, background: number): number | null {
  const difference = Math.round(measured - background);
  if (difference < 3) return null;
  return measured - (difference === 3 ? 3 : difference <= 5 ? 2 : difference <= 10 ? 1 : 0);
}

/** GB 12348-2008 and GB 3096-2008 by acoustic area, day / night dB(A) (recalled, to be checked). */
export const AREA_NOISE = Object.freeze({
  '0': { day: 50, night: 40 },
  '1': { day: 55, night: 45 },
  '2': { day: 60, night: 50 },
  '3': { day: 65, night: 55 },
  '4a': { day: 70, night: 55 },
  '4b': { day: 70, night: 60 },
});
