import type { Micro } from '../../streams/contracts/reading.ts';
import { breakpointsAt, columnOf, IAQI_STEPS, type Averaging, type BreakpointColumn } from './breakpoints.ts';
import { divideUp, roundTo } from './rounding.ts';

/**
 * Individual air quality index of one column, HJ 633-2026 4.2.6: linear between breakpoints, rounded UP, all in
 * integers (a naive `Math.ceil` on doubles is one too high for 23 of the possible CO inputs).
 * @param input whole number in the column's unit (µg/m³; CO tenths of mg/m³), see `iaqiInput`
 * @returns 0..500, or `null` where the edition sends the input to another column
 */
export function iaqiOfColumn({ breakpoints, cap }: BreakpointColumn, input: number): number | null {
  if (input <= 0) return 0;
  const upper = breakpoints.findIndex((high) => input <= high);
  const [low, high] = [breakpoints[upper - 1], breakpoints[upper]];
  const [from, to] = [IAQI_STEPS[upper - 1], IAQI_STEPS[upper]];
  if (low === undefined || high === undefined || from === undefined || to === undefined) return cap;
  return from + divideUp((to - from) * (input - low), high - low);
}

/**
 * Concentration rounded as HJ 633-2026 4.2.2 wants it before the index: integer, CO one decimal, half to even. A mean
 * below zero is noise about zero (down to minus the detection limit it stands) and counts as 0: no air pollution,
 * never a missing item.
 */
export const iaqiInput = (column: BreakpointColumn, value: Micro): number =>
  Math.max(0, roundTo(value, column.decimals));

/**
 * IAQI of a mean at an instant, by the edition in force then.
 * @param value µg/m³ (CO mg/m³) in micro units
 * @param at start of the averaging period, ms UTC
 */
export function iaqi(factor: number, averaging: Averaging, value: Micro, at: number): number | null {
  const column = columnOf(breakpointsAt(at), factor, averaging);
  return column ? iaqiOfColumn(column, iaqiInput(column, value)) : null;
}
