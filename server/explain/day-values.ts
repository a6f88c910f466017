import type { Micro } from '../../streams/contracts/reading.ts';
import { dayForAqi } from '../recompute/mod.ts';
import { type AddressedDay, nextDay } from './addressed-period.ts';
import type { ExplainContext } from './explain-context.ts';
import { hoursOfDay } from './hours-of-day.ts';
import type { PeriodRow } from './period-row.ts';

/** Key of a station's value of one factor. */
export const stationFactor = (station: number, factor: number): string => `${station}.${factor}`;

/**
 * What stations' days are worth for the daily AQI, computed again from hours, by `stationFactor`: means and the MDA8; a
 * reported day where there are no hours (docs/notes/004).
 */
export async function dayValues(
  context: ExplainContext,
  stations: readonly number[],
  factors: readonly number[],
  day: AddressedDay,
): Promise<ReadonlyMap<string, Micro>> {
  const [hours, days] = await Promise.all([
    context.ask.hours(stations, factors, day.from, day.until),
    context.ask.days(stations, factors, day.civil, nextDay(day.civil)),
  ]);
  const keyOf = (row: PeriodRow): string => stationFactor(row.station, row.factor);
  const byKey = Map.groupBy(hours, keyOf);
  const reported = new Map(
    days.filter(({ origin, isValid }) => origin === 2 && isValid).map((row) => [keyOf(row), row.micro]),
  );
  const values = new Map<string, Micro>();
  for (const station of stations)
    for (const factor of factors) {
      const key = stationFactor(station, factor);
      const own = hoursOfDay(byKey.get(key) ?? [], day);
      const found = dayForAqi(factor, own, reported.get(key) ?? null, day.from * 1000);
      if (found !== null) values.set(key, found);
    }
  return values;
}
