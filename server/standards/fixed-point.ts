import { toLiveTime, type LiveTime } from '../../streams/live/mod.ts';
import { divideHalfEven } from './rounding.ts';

const INT32 = 2_147_483_647;

/**
 * A millionths value of the engine (number, text, or null) as a live column of so many decimals, half to even; `null`
 * where it does not fit Int32.
 */
export function fixedPoint(micro: number | string | null | undefined, decimals: number): number | null {
  if (micro === null || micro === undefined) return null;
  const scaled = divideHalfEven(Number(micro), 10 ** (6 - decimals));
  return Math.abs(scaled) <= INT32 ? scaled : null;
}

/** Seconds UTC of the engine as LiveTime; 0 or null (no instant) is missing. */
export const liveTime = (seconds: number | null | undefined): LiveTime | null =>
  seconds === null || seconds === undefined || seconds === 0 ? null : toLiveTime(seconds * 1000);
