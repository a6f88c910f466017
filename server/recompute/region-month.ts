import { AQI_FACTORS } from '../../streams/contracts/factors.ts';
import type { Micro } from '../../streams/contracts/reading.ts';
import { areaMean, percentile } from '../standards/mod.ts';

const O3 = 3,
  CO = 6;

/** Closed days of a month: civil dates `[from, until)`, and how many there are. */
export interface MonthDays {
  readonly from: string;
  readonly until: string;
  readonly days: number;
}

/** A region's value of one factor on one civil day, millionths. */
interface RegionDay {
  readonly civil: string;
  readonly factor: number;
  readonly micro: Micro;
}

/** Three quarters of the month's closed days, for every item: with fewer it is not ranked. */
const isComplete = (days: number, of: number): boolean => days * 4 >= of * 3;

function concentrationOf(factor: number, values: readonly Micro[]): Micro | null {
  if (factor === CO) return percentile(values, 95);
  return factor === O3 ? percentile(values, 90) : areaMean(values);
}

/**
 * The six concentrations of a region's month in AQI_FACTORS order for the composite index (HJ 663): means, of CO the
 * 95th, of O3 the 90th percentile of its days; `null` where too few days have one. `counts`: days of each item.
 */
export function regionMonth(
  rows: readonly RegionDay[],
  { from, until, days }: MonthDays,
): { readonly concentrations: (Micro | null)[]; readonly counts: number[] } {
  const within = rows.filter(({ civil }) => civil >= from && civil < until);
  const items = AQI_FACTORS.map((factor) => ({
    factor,
    values: within.filter((row) => row.factor === factor).map(({ micro }) => micro),
  }));
  return {
    counts: items.map(({ values }) => values.length),
    concentrations: items.map(({ factor, values }) =>
      values.length === 0 || !isComplete(values.length, days) ? null : concentrationOf(factor, values),
    ),
  };
}
