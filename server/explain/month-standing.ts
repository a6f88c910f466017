import type { DateTime } from 'luxon';
import type { Micro } from '../../streams/contracts/reading.ts';
import { type MonthDays, rankOf, regionMonth } from '../recompute/mod.ts';
import { compositeThousandths, compositeVariantAt } from '../standards/mod.ts';

/** Concentrations and composite index of a region's month. */
export interface MonthStanding {
  /** In AQI_FACTORS order, millionths; `null` where an item has too few days. */
  readonly concentrations: readonly (Micro | null)[];
  /** Closed days of each item. */
  readonly counts: readonly number[];
  /** Thousandths; `null` where an item has too few days. */
  readonly index: number | null;
}

/** The closed days of the month up to a civil day that is not counted; on the 1st the month before. */
export function monthUpTo(until: DateTime<true>): MonthDays {
  const from = until.minus({ days: 1 }).startOf('month');
  return { from: from.toISODate(), until: until.toISODate(), days: Math.round(until.diff(from, 'days').days) };
}

/** @param rows days of one region */
export function monthStanding(rows: Parameters<typeof regionMonth>[0], days: MonthDays): MonthStanding {
  const items = regionMonth(rows, days);
  return { ...items, index: compositeThousandths(items.concentrations, compositeVariantAt(days.from)) };
}

/** Place of an index among all; the smallest is first. */
export const rankAmong = (own: number | null, all: ReadonlyMap<number, number | null>): number | null =>
  own === null ? null : rankOf(own, [...all.values()], 'smallest first');

/** A composite index with its three decimals. */
export const indexText = (index: number | null): string | null => (index === null ? null : (index / 1000).toFixed(3));
