import { EDITIONS, type Edition } from './editions.ts';

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
