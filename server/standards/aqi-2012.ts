import { AQI_FACTORS } from '../../streams/contracts/factors.ts';
import type { Micro } from '../../streams/contracts/reading.ts';
import { columnOf, TABLE_2012, type Averaging } from './breakpoints.ts';
import { iaqiInput, iaqiOfColumn } from './iaqi.ts';

/** One indicator of HJ 633-2012: a factor in one averaging. */
export interface Indicator {
  readonly factor: number;
  readonly averaging: Averaging;
}

const [PM25, PM10, O3, NO2, SO2, CO] = AQI_FACTORS;
const indicators = (rows: readonly (readonly [number, Averaging])[]): readonly Indicator[] =>
  Object.freeze(rows.map(([factor, averaging]) => Object.freeze({ factor, averaging })));

/**
 * HJ 633-2012, real-time report: nine. PM by its running 24 h and, as it is reported, its hour mean, which has no
 * column of its own.
 */
export const REAL_TIME_INDICATORS_2012 = indicators([
  [SO2, 'hour'],
  [NO2, 'hour'],
  [CO, 'hour'],
  [O3, 'hour'],
  [O3, 'eightHours'],
  [PM10, 'hour'],
  [PM10, 'day'],
  [PM25, 'hour'],
  [PM25, 'day'],
]);
/** HJ 633-2012, daily report: seven; O3 by its largest hour and its largest 8-h mean. */
export const DAILY_INDICATORS_2012 = indicators([
  [SO2, 'day'],
  [NO2, 'day'],
  [CO, 'day'],
  [O3, 'hour'],
  [O3, 'eightHours'],
  [PM10, 'day'],
  [PM25, 'day'],
]);

/** Value of an indicator in micro units, or `null` where it is missing or below its validity. */
export type ValueOf = (factor: number, averaging: Averaging) => Micro | null;

export interface Index2012 {
  /** 1..500, or `null` where no indicator has an index. */
  readonly aqi: number | null;
  /** Index per indicator in the order of the list; `null` where missing or sent to another column. */
  readonly iaqis: readonly (number | null)[];
  /** Factors with the largest index, only above 50. */
  readonly primary: readonly number[];
  /** Factors with an index above 100 (超标污染物, a term of 2012). */
  readonly exceeding: readonly number[];
}

/**
 * Index by the letter of HJ 633-2012. SO2 1 h above 800 is reported by its 24-h index and O3 8 h above 800 by its 1-h
 * index (Table 1, notes 2 and 3);
 * PM hour means are reported without an index (Table 1 has no such column).
 * The centre's own publication took PM hour means in the 24-h columns since before 2016 (docs/notes/005): for that
 * use `realTimeAqi`.
 */
export function indexOf2012(list: readonly Indicator[], valueOf: ValueOf): Index2012 {
  const single = (factor: number, averaging: Averaging): number | null => {
    const column = TABLE_2012.find((entry) => entry.factor === factor && entry.averaging === averaging);
    const value = valueOf(factor, averaging);
    return column && value !== null ? iaqiOfColumn(column, iaqiInput(column, value)) : null;
  };
  const above = (factor: number, averaging: Averaging): boolean => {
    const column = columnOf(TABLE_2012, factor, averaging)!;
    const value = valueOf(factor, averaging);
    return column.cap === null && value !== null && iaqiInput(column, value) > column.breakpoints.at(-1)!;
  };
  const iaqis = list.map(({ factor, averaging }) => {
    if (factor === SO2 && averaging === 'hour' && above(SO2, 'hour')) return single(SO2, 'day');
    if (factor === O3 && averaging === 'eightHours' && above(O3, 'eightHours')) return single(O3, 'hour');
    return single(factor, averaging);
  });
  const worst = iaqis.reduce<number | null>(
    (largest, value) => (value !== null && (largest === null || value > largest) ? value : largest),
    null,
  );
  const factorsWhere = (test: (value: number) => boolean): number[] =>
    AQI_FACTORS.filter((factor) =>
      list.some((entry, i) => entry.factor === factor && iaqis[i] !== null && test(iaqis[i]!)),
    );
  return Object.freeze({
    aqi: worst === null ? null : Math.min(500, Math.max(1, worst)),
    iaqis: Object.freeze(iaqis),
    primary: Object.freeze(worst !== null && worst > 50 ? factorsWhere((value) => value === worst) : []),
    exceeding: Object.freeze(factorsWhere((value) => value > 100)),
  });
}
