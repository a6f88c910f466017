import type { Micro } from '../../streams/contracts/reading.ts';
import { meanOf24Hours, meanOf8Hours, VALIDITY } from '../standards/mod.ts';
import { averagingOf } from './averaging.ts';
import { meanMicro } from './period-mean.ts';

const HOUR = 3600;

/**
 * Mean of the open hour once 45 minutes of it are covered, millionths; else `null`.
 * @param values that count, of the open hour
 */
export function openHourMean(factor: number, values: readonly Micro[], secondsPerValue: number): Micro | null {
  const { numerator, denominator } = VALIDITY.hourShare;
  const isEnough = values.length > 0 && values.length * secondsPerValue * denominator >= numerator * HOUR;
  return isEnough ? meanMicro(factor, values) : null;
}

/**
 * Running mean of 8 or 24 hours 滑动平均 (GB 3095-2026 Table 4), millionths; `null` below 6 of 8 or 20 of 24, and of
 * directions and sound levels: means of their hours would not be means of numbers.
 * @param hours hour means, the open hour's among them; `null` where missing or invalid
 */
export function runningMean(factor: number, span: 8 | 24, hours: readonly (Micro | null)[]): Micro | null {
  if (averagingOf(factor) !== 'arithmetic') return null;
  return span === 8 ? meanOf8Hours(hours) : meanOf24Hours(hours);
}
