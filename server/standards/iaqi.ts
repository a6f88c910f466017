import type { Micro } from '../../streams/contracts/reading.ts';
import { breakpointsAt, columnOf, IAQI_STEPS, type Averaging, type BreakpointColumn } from './breakpoints.ts';
import { divideUp, roundTo } from './rounding.ts';

/**
 * Individual air quality index of one column, HJ 633-2026 4.2.6: linear between breakpoints, rounded UP, all in
 * integers (a naive `Math.ceil` on doubles is one too high for 23 of the possible CO inputs).
 * @param input whole number in the column's unit (µg/m³; CO tenths of mg/m³), see `iaqiInput`
 * @returns 0..500, or `null` where the input is negative or the edition sends it to another column
 */
export function iaqiOfColumn(column: BreakpointColumn, input: number): number | null {
  if (input < 0) return null;
  const { breakpoints, cap } = column;
  const top = breakpoints.length - 1;
  if (input > breakpoints[top]!) return cap;
  let upper = 1;
  while (input > breakpoints[upper]!) upper += 1;
  const low = breakpoints[upper - 1]!;
  const lowIndex = IAQI_STEPS[upper - 1]!;
  return lowIndex + divideUp((IAQI_STEPS[upper]! - lowIndex) * (input - low), breakpoints[upper]! - low);
}

/** Concentration rounded as HJ 633-2026 4.2.2 wants it before the index: integer, CO one decimal, half to even. */
export const iaqiInput = (column: BreakpointColumn, value: Micro): number => roundTo(value, column.decimals);

/**
 * IAQI of a mean at an instant, by the edition in force then.
 * @param value µg/m³ (CO mg/m³) in micro units
 * @param at start of the averaging period, ms UTC
 */
export function iaqi(factor: number, averaging: Averaging, value: Micro, at: number): number | null {
  const column = columnOf(breakpointsAt(at), factor, averaging);
  return column ? iaqiOfColumn(column, iaqiInput(column, value)) : null;
}
