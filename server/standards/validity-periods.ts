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

/**
 * Months, 1..12, before month `until` (13: all) that have too few valid days for an annual mean. `daysByMonth`:
 * twelve counts, January first.
 */
export const monthsShort = (daysByMonth: readonly number[], until: number): number[] =>
  daysByMonth.flatMap((days, i) =>
    i + 1 < until && days < (i === 1 ? ANNUAL_MEAN.february : ANNUAL_MEAN.perMonth) ? [i + 1] : [],
  );
