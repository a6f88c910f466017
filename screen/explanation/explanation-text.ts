import type { CityTime } from '../model/civil-time.ts';
import { figure } from '../model/figures.ts';

const INSTANT = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?Z/g;

/** A line of the answer with its instants in the city's civil time, and a count as screens write it. */
export const civilText = (text: string, time: CityTime): string =>
  /^\d{4,15}$/.test(text)
    ? figure(Number(text))
    : text.replace(INSTANT, (instant) => {
        const ms = Date.parse(instant);
        return `${time.day(ms)} ${time.second(ms)}`;
      });

/** `2026-03-01` of an instant, in civil time. */
export function civilDate(instant: string, time: CityTime): string {
  const c = time.civil(Date.parse(instant));
  return `${c.year}-${String(c.month).padStart(2, '0')}-${String(c.day).padStart(2, '0')}`;
}

/** A period in civil time: `11-22 09:25–10:20`, with the day again where it ends on another. */
export function civilPeriod(
  { from, until }: { readonly from: string; readonly until: string },
  time: CityTime,
): string {
  const [a, b] = [Date.parse(from), Date.parse(until)];
  if (b - a < 60_000) return `${time.day(a)} ${time.minute(a)}`;
  const sameDay = time.startOfDay(a) === time.startOfDay(b);
  return `${time.day(a)} ${time.minute(a)}–${sameDay ? '' : `${time.day(b)} `}${time.minute(b)}`;
}
