import type { Micro } from '../../streams/contracts/reading.ts';
import { dailyMaximum8Hours, VALIDITY } from '../standards/mod.ts';
import { meanMicro } from './period-mean.ts';

const O3 = 3;

/**
 * What a station's day is worth for the daily AQI (HJ 633-2026 4.2.2): the mean of at least 20 valid hours, of O3 the
 * daily maximum 8-h mean; where the hours give none, the valid day that the device reported (docs/notes/004).
 * @param hours hour means of the civil day, 00:00 first, `null` where missing or invalid; millionths
 * @param start of the day, ms UTC, which chooses the edition of the limit
 */
export function dayForAqi(
  factor: number,
  hours: readonly (Micro | null)[],
  reported: Micro | null,
  start: number,
): Micro | null {
  const present = hours.filter((mean): mean is Micro => mean !== null);
  const own =
    factor === O3
      ? dailyMaximum8Hours(hours, start)
      : present.length >= VALIDITY.day.minimum
        ? meanMicro(factor, present)
        : null;
  return own ?? reported;
}
