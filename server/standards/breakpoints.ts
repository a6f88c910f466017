import { EDITIONS, editionAt } from './editions.ts';

/** Averaging of a breakpoint column. PM has no hourly column: real-time uses its 24-h one (HJ 633-2026 4.2.3). */
export type Averaging = 'hour' | 'eightHours' | 'day';

/**
 * One column of the IAQI table. Concentrations are whole numbers of the column's unit: µg/m³, CO tenths of mg/m³.
 * `cap` is the IAQI above the last breakpoint; `null` where the edition sends the value to another column
 * (HJ 633-2012: SO2 1 h above 800 to its 24-h index, O3 8 h above 800 to its 1-h index).
 */
export interface BreakpointColumn {
  readonly factor: number;
  readonly averaging: Averaging;
  /** Decimals of the rounded input: 0, for CO 1. */
  readonly decimals: 0 | 1;
  readonly breakpoints: readonly number[];
  readonly cap: number | null;
}

/** HJ 633 Table 3, first column. */
export const IAQI_STEPS: readonly number[] = Object.freeze([0, 50, 100, 150, 200, 300, 400, 500]);

const PM25 = 1,
  PM10 = 2,
  O3 = 3,
  NO2 = 4,
  SO2 = 5,
  CO = 6;

const column = (
  factor: number,
  averaging: Averaging,
  breakpoints: readonly number[],
  cap: number | null,
): BreakpointColumn =>
  Object.freeze({ factor, averaging, decimals: factor === CO ? 1 : 0, breakpoints: Object.freeze(breakpoints), cap });
const tenths = (mg: readonly number[]): number[] => mg.map((value) => value * 10);

/** Columns alike in both editions. */
const common = [
  column(SO2, 'day', [0, 50, 150, 475, 800, 1600, 2100, 2620], 500),
  column(NO2, 'day', [0, 40, 80, 180, 280, 565, 750, 940], 500),
  column(NO2, 'hour', [0, 100, 200, 700, 1200, 2340, 3090, 3840], 500),
  column(CO, 'day', tenths([0, 2, 4, 14, 24, 36, 48, 60]), 500),
  column(CO, 'hour', tenths([0, 5, 10, 35, 60, 90, 120, 150]), 500),
  column(O3, 'hour', [0, 160, 200, 300, 400, 800, 1000, 1200], 500),
];
const so2Hour = [0, 150, 500, 650, 800];
const o3EightHours = [0, 100, 160, 215, 265, 800];
const pm10 = (hundred: number): number[] => [0, 50, hundred, 250, 350, 420, 500, 600];

/** HJ 633-2012 Table 1. */
export const TABLE_2012: readonly BreakpointColumn[] = Object.freeze([
  ...common,
  column(SO2, 'hour', so2Hour, null),
  column(O3, 'eightHours', o3EightHours, null),
  column(PM10, 'day', pm10(150), 500),
  column(PM25, 'day', [0, 35, 75, 115, 150, 250, 350, 500], 500),
]);

/** HJ 633-2026 Table 3. */
export const TABLE_2026: readonly BreakpointColumn[] = Object.freeze([
  ...common,
  column(SO2, 'hour', so2Hour, 200),
  column(O3, 'eightHours', o3EightHours, 300),
  column(PM10, 'day', pm10(120), 500),
  column(PM25, 'day', [0, 35, 60, 115, 150, 250, 350, 500], 500),
]);

const [, HJ633_2026] = EDITIONS.hj633;

/** The breakpoint table in force at an instant (ms UTC). */
export const breakpointsAt = (at: number): readonly BreakpointColumn[] =>
  editionAt(EDITIONS.hj633, at) === HJ633_2026 ? TABLE_2026 : TABLE_2012;

/** The column of a factor, or `undefined` where the standard has none; PM falls back to its 24-h column. */
export function columnOf(
  table: readonly BreakpointColumn[],
  factor: number,
  averaging: Averaging,
): BreakpointColumn | undefined {
  const exact = table.find((c) => c.factor === factor && c.averaging === averaging);
  if (exact || averaging !== 'hour') return exact;
  return factor === PM25 || factor === PM10
    ? table.find((c) => c.factor === factor && c.averaging === 'day')
    : undefined;
}
