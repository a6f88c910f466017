import { nearestWhole } from './nearest-whole.ts';

/**
 * A level above this is no sound a monitor stands in: it counts as this, dB in millionths, so that one fault does not
 * rule a mean.
 */
const HIGHEST = 130_000_000;
/** Means of levels are given to 0.01 dB. */
const STEP = 10_000n;

/** Energy of a sound level, thousandths of 10^(L/10), the level capped at 130 dB. @param level dB, millionths */
export const soundEnergy = (level: number): bigint =>
  BigInt(nearestWhole(10 ** (Math.min(level, HIGHEST) / 1e7) * 1e3));

/**
 * Level of the mean energy, dB in millionths, rounded to 0.01 dB.
 * @param energy thousandths of 10^(L/10), of `count` > 0 levels
 */
export const levelOfEnergy = (energy: bigint, count: number): bigint =>
  BigInt(nearestWhole(10 * Math.log10(Number(energy) / 1e3 / count) * 100)) * STEP;
