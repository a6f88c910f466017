import { fromLiveTime, type RowOf } from '../../streams/live/mod.ts';

const DAY = 86_400_000;

interface DayDot {
  readonly column: number;
  readonly line: number;
  readonly level: number | null;
  readonly day: number;
}
export interface DayCalendar {
  readonly dots: readonly DayDot[];
  readonly columns: number;
  readonly months: readonly { readonly month: number; readonly column: number }[];
  readonly good: number;
  readonly counted: number;
  readonly first: number | null;
  readonly last: number | null;
}

/**
 * The year as a calendar of dots: a column a week (Monday first), a line a weekday, up to yesterday.
 * The key of a day row is the civil day counted from 2020-01-01, so it needs no zone here; `today` is the same count.
 */
export function dayCalendar(rows: readonly RowOf<'cityDays'>[], today: number): DayCalendar {
  const dateOf = (day: number): Date => new Date(fromLiveTime(0) + day * DAY);
  const year = dateOf(today).getUTCFullYear();
  const firstDay = Math.round((Date.UTC(year, 0, 1) - fromLiveTime(0)) / DAY);
  const weekday = (day: number): number => (dateOf(day).getUTCDay() + 6) % 7;
  const levels = new Map(rows.map((r) => [r.key, r.level ?? null]));
  const dots: DayDot[] = [];
  const months: { month: number; column: number }[] = [];
  const offset = weekday(firstDay);
  for (let day = firstDay; day < today; day += 1) {
    const column = Math.floor((day - firstDay + offset) / 7);
    const date = dateOf(day);
    if (date.getUTCDate() === 1 && date.getUTCMonth() % 2 === 0) months.push({ month: date.getUTCMonth() + 1, column });
    dots.push({ column, line: weekday(day), level: levels.get(day) ?? null, day });
  }
  const valued = dots.filter((d) => d.level !== null);
  return {
    dots,
    months,
    columns: (dots.at(-1)?.column ?? 0) + 1,
    good: valued.filter((d) => (d.level ?? 9) <= 2).length,
    counted: valued.length,
    first: valued[0]?.day ?? null,
    last: valued.at(-1)?.day ?? null,
  };
}

/** The civil day of `ms` counted from 2020-01-01, by its civil fields. */
export const civilDay = (c: { year: number; month: number; day: number }): number =>
  Math.round((Date.UTC(c.year, c.month - 1, c.day) - fromLiveTime(0)) / DAY);
export const dayText = (day: number): string => new Date(fromLiveTime(0) + day * DAY).toISOString().slice(5, 10);
