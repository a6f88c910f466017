import { present } from '../platform/present.ts';
import { EDITIONS } from './editions.ts';
import { IAQI_STEPS, TABLE_2012, TABLE_2026, type BreakpointColumn } from './breakpoints.ts';
import { AIR_LIMITS } from './limits-air.ts';
import { WATER_ITEMS } from './water.ts';

/** Averaging as the SQL tables hold it. */
export const AVERAGING_HOURS = Object.freeze({ hour: 1, eightHours: 8, day: 24, year: 8760 });

/**
 * One segment of an IAQI column for SQL: for `low` <= input <= `high`
 * IAQI = il + ceil((ih - il) * (input - low) / (high - low)). Input is a whole number of `10^-decimals` units.
 * Neighbours share a breakpoint and agree on it, so an ASOF JOIN on `input >= low` followed by `input <= high` is
 * exact.
 */
export interface IaqiSegment {
  readonly edition: string;
  /** ms UTC. */
  readonly effectiveFrom: number;
  readonly factor: number;
  readonly averagingHours: number;
  readonly decimals: number;
  readonly low: number;
  readonly high: number;
  readonly il: number;
  readonly ih: number;
}

const TOP = 2_147_483_647;

function segments(edition: (typeof EDITIONS.hj633)[number], column: BreakpointColumn): IaqiSegment[] {
  const { breakpoints, cap } = column;
  const row = (low: number, high: number, il: number, ih: number): IaqiSegment =>
    Object.freeze({
      edition: edition.name,
      effectiveFrom: edition.effectiveFrom,
      factor: column.factor,
      averagingHours: AVERAGING_HOURS[column.averaging],
      decimals: column.decimals,
      low,
      high,
      il,
      ih,
    });
  const steps = breakpoints.map((input, i) => [input, present(IAQI_STEPS[i], 'a step of the index')] as const);
  const inside = steps.slice(1).map(([high, ih], i) => {
    const [low, il] = steps[i] ?? [0, 0];
    return row(low, high, il, ih);
  });
  return cap === null ? inside : [...inside, row(breakpoints.at(-1) ?? 0, TOP, cap, cap)];
}

/** PM's hourly rows repeat its 24-h column, as real-time AQI uses it (HJ 633-2026 4.2.3). */
const withHourlyPm = (table: readonly BreakpointColumn[]): BreakpointColumn[] =>
  table.flatMap((column) =>
    column.averaging === 'day' && column.factor <= 2 ? [column, { ...column, averaging: 'hour' as const }] : [column],
  );

/** Every edition's breakpoints, for table `standard_iaqi`. */
const iaqiSegments = (): readonly IaqiSegment[] => [
  ...withHourlyPm(TABLE_2012).flatMap((column) => segments(EDITIONS.hj633[0], column)),
  ...withHourlyPm(TABLE_2026).flatMap((column) => segments(EDITIONS.hj633[1], column)),
];

export interface LimitRow {
  readonly edition: string;
  readonly effectiveFrom: number;
  readonly factor: number;
  readonly averagingHours: number;
  /** Decimal text, canonical unit, class II area. */
  readonly value: string;
  readonly clause: string;
}

/** GB 3095 class II limits of every edition, for table `standard_limits`. */
const airLimitRows = (): readonly LimitRow[] =>
  AIR_LIMITS.map((limit) =>
    Object.freeze({
      edition: limit.edition.name,
      effectiveFrom: limit.edition.effectiveFrom,
      factor: limit.factor,
      averagingHours: AVERAGING_HOURS[limit.averaging],
      value: limit.classTwo,
      clause: limit.clause,
    }),
  );

export interface WaterLimitRow {
  readonly factor: number;
  readonly body: 'any' | 'river' | 'lake';
  readonly sense: 'at most' | 'at least' | 'between';
  readonly hasMultiple: boolean;
  /** Classes I..V in micro units (pH: low, high). */
  readonly limits: readonly number[];
}

/** GB 3838-2002 Table 1, for table `standard_water`. */
const waterLimitRows = (): readonly WaterLimitRow[] => WATER_ITEMS;

/** Everything the windows' SQL joins. */
export const standardRows = (): {
  iaqi: readonly IaqiSegment[];
  limits: readonly LimitRow[];
  water: readonly WaterLimitRow[];
} => ({ iaqi: iaqiSegments(), limits: airLimitRows(), water: waterLimitRows() });
