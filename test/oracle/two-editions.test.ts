import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MICRO } from '../../streams/reading.ts';
import { areaMean, dailyAqi, dailyMaximum8Hours, meanOf24Hours, realTimeAqi, type AirQuality, type HourMean } from '../../server/standards/mod.ts';
import { withoutShared } from '../real/shared-file.ts';
import { cells } from './lines.ts';

/**
 * One real month of Beijing's twelve stations, January 2017, judged by the tables of 2012 and of 2026: the same air, another level.
 * City values: concentrations first, then the index.
 */
const FILE = 'air/beijing_prsa_12stations_hourly_2013-03_2017-02.csv.gz';
const MONTH = '2017-01';
const DAYS = 31;
const HOUR = 3_600_000;
const START = Date.parse(`${MONTH}-01T00:00:00+08:00`);
const [OLD, NEW] = [Date.parse('2026-02-01T00:00:00+08:00'), Date.parse('2026-03-01T00:00:00+08:00')];
/** Position in the file in AQI_FACTORS order; CO stands there in µg/m³. */
const COLUMNS = [[3, 1], [4, 1], [8, 1], [6, 1], [5, 1], [7, 1000]] as const;

/** station -> factor -> hour means of the month. */
async function readMonth(): Promise<Map<string, HourMean[][]>> {
  const stations = new Map<string, HourMean[][]>();
  for await (const row of cells(FILE)) {
    if (!row[2]!.startsWith(MONTH)) continue;
    const hour = (Date.parse(row[2]!) - START) / HOUR;
    const means = stations.get(row[0]!) ?? stations.set(row[0]!, COLUMNS.map(() => new Array<HourMean>(DAYS * 24).fill(null))).get(row[0]!)!;
    COLUMNS.forEach(([at, divisor], i) => { if (row[at] !== '' && row[at] !== 'NA') means[i]![hour] = (Number(row[at]) * MICRO) / divisor; });
  }
  return stations;
}

interface Change { periods: number; judged: number; changed: number; better: number; toThree: number }
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

test('HJ 633-2012 and HJ 633-2026 on a real month: hours and days that change level', { skip: withoutShared(FILE) }, async () => {
  const stations = [...(await readMonth()).values()];
  assert.equal(stations.length, 12);
  const hours = stations.flatMap((means) => Array.from({ length: DAYS * 24 }, (_, hour) => {
    const six = means.map((series) => series[hour]!);
    return [realTimeAqi(six, OLD), realTimeAqi(six, NEW)] as const;
  }));
  const six = (means: HourMean[][], day: number): HourMean[] => means.map((series, i) => {
    const own = series.slice(day * 24, day * 24 + 24);
    return i === 2 ? dailyMaximum8Hours(own, OLD) : meanOf24Hours(own);
  });
  const stationDays = stations.flatMap((means) => Array.from({ length: DAYS }, (_, day) => [dailyAqi(six(means, day), OLD), dailyAqi(six(means, day), NEW)] as const));
  const cityDays = Array.from({ length: DAYS }, (_, day) => {
    const all = stations.map((means) => six(means, day));
    const city = COLUMNS.map((_column, i) => areaMean(all.map((own) => own[i]!).filter((value) => value !== null)));
    return [dailyAqi(city, OLD), dailyAqi(city, NEW)] as const;
  });
  assert.deepEqual(count(hours), { periods: 8928, judged: 8805, changed: 391, better: 0, toThree: 391 });
  assert.deepEqual(count(stationDays), { periods: 372, judged: 369, changed: 18, better: 0, toThree: 18 });
  assert.deepEqual(count(cityDays), { periods: 31, judged: 31, changed: 1, better: 0, toThree: 1 });
});
