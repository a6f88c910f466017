import { averagingOf } from '../recompute/mod.ts';

/** The last digits of means that sines and logarithms decide, millionths: 0.01 dB, 0.1 degree. */
const LEVEL_STEP = 10_000n;
const DIRECTION_STEP = 100_000n;
const CIRCLE = 360_000_000n;

/**
 * Equal, but for the last digit where sines and logarithms decide it: two mathematical libraries may round a value
 * that lies on the edge to either side. Everything else is equal or it is not.
 * @param times sums are means times so many
 */
export function isSameMean(factor: number, a: bigint | null, b: bigint | null, times = 1n): boolean {
  if (a === null || b === null) return a === b;
  const apart = a > b ? a - b : b - a;
  switch (averagingOf(factor)) {
    case 'energy':
      return apart <= LEVEL_STEP * times;
    case 'vector':
      return apart <= DIRECTION_STEP * times || apart >= (CIRCLE - DIRECTION_STEP) * times;
    default:
      return apart === 0n;
  }
}
