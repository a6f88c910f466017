import { VALIDITY } from '../standards/mod.ts';
import { periodPart } from './hour-value.ts';
import type { Observation } from './observation.ts';
import { partsOf } from './part.ts';
import { periodValue, type PeriodPart, type PeriodValue } from './period-value.ts';
import type { SeriesPlace } from './series-place.ts';

const HOUR = 3600;

/**
 * The day: exact mean of its valid hours, valid from 20 of 24 on, or the same share of what a slower station sends;
 * where there is no hour at all, what the device reported (CN 2031).
 * @param hours stored hours of the civil day @param reported day values of the device
 * @param seconds length of the civil day @returns `null`: nothing is known of this day
 */
export function dayValue(
  factor: number,
  hours: readonly PeriodPart[],
  reported: readonly Observation[],
  { period }: SeriesPlace,
  seconds: number,
): PeriodValue | null {
  if (hours.length === 0 && reported.length === 0) return null;
  const isReported = hours.length === 0;
  const expected = isReported ? 1 : Math.max(1, Math.floor(seconds / Math.max(HOUR, period)));
  const { minimum, of } = VALIDITY.day;
  const parts = isReported ? partsOf(reported).map(periodPart) : hours;
  return periodValue(factor, parts, expected, isReported ? 2 : 1, (count) => count * of >= expected * minimum);
}
