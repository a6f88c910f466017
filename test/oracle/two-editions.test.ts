import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MICRO } from '../../streams/contracts/reading.ts';
import {
  areaMean,
  dailyAqi,
  dailyMaximum8Hours,
  meanOf24Hours,
  realTimeAqi,
  type AirQuality,
} from '../../server/standards/mod.ts';
import { type HourMean } from '../../server/standards/internal.ts';
import { withoutShared } from '../real/shared-file.ts';
import { cells } from './lines.ts';

/**
 * One real month of Beijing's twelve stations, January 2017, judged by the tables of 2012 and of 2026: the same air,
 * another level. City values: concentrations first, then the index.
 */
const FILE = 'air/beijing_prsa_12stations_hourly_2013-03_2017-02.csv.gz';
const MONTH = '2017-01';
const DAYS = 31;
const HOUR = 3_600_000;
const START = Date.parse(`${MONTH}-01T00:00:00+08:00`);
const [OLD, NEW] = [Date.parse('2026-02-01T00:00:00+08:00'), Date.parse('2026-03-01T00:00:00+08:00')];
/** Position in the file in AQI_FACTORS order; CO stands there in µg/m³. */
const COLUMNS = [
  [3, 1],
  [4, 1],
  [8, 1],
  [6, 1],
  [5, 1],
  [7, 1000],
] as const;

/** station -> factor -> hour means of the month. */
async function readMonth(): Promise<Map<string, HourMean[][]>> {
  const stations = new Map<string, HourMean[][]>();
  for await (const row of cells(FILE)) {
    if (!row[2]!.startsWith(MONTH)) continue;
    const hour = (Date.parse(row[2]!) - START) / HOUR;
    const means =
      stations.get(row[0]!) ??
      stations
        .set(
          row[0]!,
          COLUMNS.map(() => new Array<HourMean>(DAYS * 24).fill(null)),
        )
        .get(row[0]!)!;
    COLUMNS.forEach(([at, divisor], i) => {
      if (row[at] !== '' && row[at] !== 'NA') means[i]![hour] = (Number(row[at]) * MICRO) / divisor;
    });
  }
  return stations;
}

interface Change {
  periods: number;
  judged: number;
  changed: number;
  better: number;
  toThree: number;
}
function count(pairs: readonly (readonly [AirQuality, AirQuality])[]): Change {
  const change: Change = { periods: pairs.length, judged: 0, changed: 0, better: 0, toThree: 0 };
  for (const [before, after] of pairs) {
    if (!before.level || !after.level) continue;
    change.judged += 1;
    if (before.level.level !== after.level.level) change.changed += 1;
    if (after.level.level < before.level.level) change.better += 1;
    if (before.level.level <= 2 && after.level.level > 2) change.toThree += 1;
  }
  return change;
}

/**
 * The same index written a second time, from the tables alone, in exact rationals: smallest whole number not below the
 * line between two breakpoints.
 */
const STEPS = [0, 50, 100, 150, 200, 300, 400, 500];
const hourTable = (pm25: number, pm10: number): readonly (readonly number[])[] => [
  [0, 35, pm25, 115, 150, 250, 350, 500],
  [0, 50, pm10, 250, 350, 420, 500, 600],
  [0, 160, 200, 300, 400, 800, 1000, 1200],
  [0, 100, 200, 700, 1200, 2340, 3090, 3840],
  [0, 150, 500, 650, 800],
  [0, 50, 100, 350, 600, 900, 1200, 1500],
];
function plainIndex(breakpoints: readonly number[], value: number, step: number): number {
  const whole = Math.floor(value / step);
  const rest = 2 * (value - whole * step);
  const input = rest > step || (rest === step && whole % 2 === 1) ? whole + 1 : whole;
  const upper = breakpoints.findIndex((limit, i) => i > 0 && input <= limit);
  if (upper < 0) {
    assert.equal(breakpoints.length, STEPS.length, 'the month stays within the columns that end early');
    return 500;
  }
  for (let index = STEPS[upper - 1]!; ; index += 1) {
    const [rise, run] = [BigInt(index - STEPS[upper - 1]!), BigInt(breakpoints[upper]! - breakpoints[upper - 1]!)];
    if (rise * run >= BigInt(input - breakpoints[upper - 1]!) * BigInt(STEPS[upper]! - STEPS[upper - 1]!)) return index;
  }
}

test(
  'real-time AQI of a real month equals a second writing of both editions',
  { skip: withoutShared(FILE) },
  async () => {
    let compared = 0;
    for (const means of (await readMonth()).values()) {
      for (let hour = 0; hour < DAYS * 24; hour += 1) {
        const six = means.map((series) => series[hour]!);
        for (const [at, table] of [
          [OLD, hourTable(75, 150)],
          [NEW, hourTable(60, 120)],
        ] as const) {
          const indices = six.map((value, i) =>
            value === null ? null : plainIndex(table[i]!, value, i === 5 ? MICRO / 10 : MICRO),
          );
          const worst = Math.max(0, ...indices.map((value) => value ?? 0));
          const expected = worst > 100 || !indices.includes(null) ? Math.max(1, worst) : null;
          const ours = realTimeAqi(six, at);
          assert.deepEqual([ours.iaqis, ours.aqi], [indices, expected]);
          compared += 1;
        }
      }
    }
    assert.equal(compared, 17_856);
  },
);

test(
  'HJ 633-2012 and HJ 633-2026 on a real month: hours and days that change level',
  { skip: withoutShared(FILE) },
  async () => {
    const stations = [...(await readMonth()).values()];
    assert.equal(stations.length, 12);
    const hours = stations.flatMap((means) =>
      Array.from({ length: DAYS * 24 }, (_, hour) => {
        const six = means.map((series) => series[hour]!);
        return [realTimeAqi(six, OLD), realTimeAqi(six, NEW)] as const;
      }),
    );
    const six = (means: HourMean[][], day: number): HourMean[] =>
      means.map((series, i) => {
        const own = series.slice(day * 24, day * 24 + 24);
        return i === 2 ? dailyMaximum8Hours(own, OLD) : meanOf24Hours(own);
      });
    const stationDays = stations.flatMap((means) =>
      Array.from(
        { length: DAYS },
        (_, day) => [dailyAqi(six(means, day), OLD), dailyAqi(six(means, day), NEW)] as const,
      ),
    );
    const cityDays = Array.from({ length: DAYS }, (_, day) => {
      const all = stations.map((means) => six(means, day));
      const city = COLUMNS.map((_column, i) => areaMean(all.map((own) => own[i]!).filter((value) => value !== null)));
      return [dailyAqi(city, OLD), dailyAqi(city, NEW)] as const;
    });
    assert.deepEqual(count(hours), { periods: 8928, judged: 8805, changed: 391, better: 0, toThree: 391 });
    assert.deepEqual(count(stationDays), { periods: 372, judged: 369, changed: 18, better: 0, toThree: 18 });
    assert.deepEqual(count(cityDays), { periods: 31, judged: 31, changed: 1, better: 0, toThree: 1 });
  },
);
