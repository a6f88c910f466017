/** Minimum days of longer periods, as dated data with their clause. */
export interface PeriodValidity {
  readonly days: number;
  readonly perMonth: number;
  readonly february: number;
  readonly clause: string;
}

/** GB 3095-2026 Table 4: an annual mean of the basic items. */
export const ANNUAL_MEAN: PeriodValidity = Object.freeze({
  days: 324,
  perMonth: 27,
  february: 25,
  clause: 'GB 3095-2026 表4',
});
/** HJ 76-2017 Annex B, HJ 212-2017 D (24)(25): a source's month. */
const SOURCE_MONTH = Object.freeze({ days: 25, february: 23, clause: 'HJ 76-2017 附录B' });

/**
 * Months, 1..12, before month `until` (13: all) that have too few valid days for an annual mean. `daysByMonth`:
 * twelve counts, January first.
 */
export const monthsShort = (daysByMonth: readonly number[], until: number): number[] =>
  daysByMonth.flatMap((days, i) =>
    i + 1 < until && days < (i === 1 ? ANNUAL_MEAN.february : ANNUAL_MEAN.perMonth) ? [i + 1] : [],
  );

/** Does a year of valid daily means count? `daysByMonth`: twelve counts, January first. */
export const annualMeanIsValid = (daysByMonth: readonly number[]): boolean =>
  daysByMonth.length === 12 &&
  daysByMonth.reduce((sum, days) => sum + days, 0) >= ANNUAL_MEAN.days &&
  monthsShort(daysByMonth, 13).length === 0;

/** Does a source's month of valid days count? `month` 1..12. */
export const sourceMonthIsValid = (days: number, month: number): boolean =>
  days >= (month === 2 ? SOURCE_MONTH.february : SOURCE_MONTH.days);
