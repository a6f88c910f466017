import type { Micro } from '../../streams/contracts/reading.ts';
import { airLimit } from './limits-air.ts';
import { divideHalfEven } from './rounding.ts';
import { VALIDITY } from './validity.ts';

const O3 = 3;

/** An hour mean, or `null` where the hour is missing or invalid. */
export type HourMean = Micro | null;

/**
 * Mean of the hours present, half to even at 1e-6, or `null` below the minimum: at least 6 of 8 and 20 of 24 (GB
 * 3095-2026 Table 4).
 * @param hours the hour means of the window, in any order
 */
function meanOfHours(hours: readonly HourMean[], minimum: number): Micro | null {
  let sum = 0;
  let count = 0;
  for (const value of hours) {
    if (value === null) continue;
    sum += value;
    count += 1;
  }
  return count < Math.max(1, minimum) ? null : divideHalfEven(sum, count);
}

/** 24-h mean of a natural day or of the 24 hours that end now (GB 3095-2026 3.6, Table 4). */
export const meanOf24Hours = (hours: readonly HourMean[]): Micro | null => meanOfHours(hours, VALIDITY.day.minimum);

/** 8-h mean of eight consecutive hours (GB 3095-2026 3.5, Table 4). */
export const meanOf8Hours = (hours: readonly HourMean[]): Micro | null =>
  meanOfHours(hours, VALIDITY.eightHours.minimum);

/**
 * O3 daily maximum 8-h mean (HJ 663-2013 6.1.2): the largest of the 17 means that end 08:00..24:00. With fewer than
 * 14 valid ones the day still counts where the largest exceeds the class II limit.
 * @param hours 24 hour means of the natural day, 00:00 first
 * @param day start of the day, ms UTC, which chooses the edition of the limit
 */
export function dailyMaximum8Hours(hours: readonly HourMean[], day: number): Micro | null {
  let largest: Micro | null = null;
  let valid = 0;
  for (let start = 0; start + 8 <= 24; start += 1) {
    const mean = meanOf8Hours(hours.slice(start, start + 8));
    if (mean === null) continue;
    valid += 1;
    if (largest === null || mean > largest) largest = mean;
  }
  if (largest === null || valid >= VALIDITY.mda8.minimum) return largest;
  const limit = airLimit(O3, 'eightHours', day);
  return limit && largest > Number(limit.classTwo) * 1_000_000 ? largest : null;
}
