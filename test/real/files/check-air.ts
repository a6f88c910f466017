import { DateTime } from 'luxon';
import {
  dailyAqi,
  dailyMaximum8Hours,
  meanOf24Hours,
  primaryMask,
  realTimeAqi,
} from '../../../server/standards/mod.ts';
import { type HourMean } from '../../../server/standards/internal.ts';
import { READING_COLUMNS, ReadingRows } from '../../../server/ingest/internal.ts';
import { DirtyPeriods, DirtyPeriodBatch } from '../../../server/rollups/mod.ts';
import { INGEST_BOUNDS } from '../../../server/ingest/mod.ts';
import { loadQuery, type Store } from '../../../server/platform/store/mod.ts';
import { fillStandardTables, standingsOf } from '../../../server/windows/internal.ts';
import { AQI_FACTORS } from '../../../streams/contracts/factors.ts';
import { computeDueDays, computeDueHours } from '../../oracle/windows/compute-due.ts';
import {
  airQuality,
  composite,
  dayMean,
  known,
  largestOf8,
  mean,
  ranks,
  toMicro,
  type Edition,
  type Six,
  type Variant,
} from '../plain-air.ts';
import type { AirFile } from './air-file.ts';
import type { Compared } from './tally.ts';

const ZONE = 'Asia/Shanghai';
const [HOUR, DAY] = [3_600_000, 86_400_000];
const TABLES = [
  'readings',
  'recent',
  'late_touches',
  'station_heard',
  'stations',
  'regions',
  'touched',
  'hours',
  'hours_now',
  'days',
  'days_now',
  'region_days',
];
const [REGION_DAYS, CITY_DAYS, CITY_HOURS] = ['region-days', 'city-days', 'city-hours'].map((name) =>
  loadQuery(`windows/${name}`),
) as [string, string, string];
const CITY = 1;
const FIRST_COUNTY = 2;
const FLUSH_ROWS = 200_000;
const OZONE = 2;

interface DayRow {
  number: string;
  aqi: number | null;
  level: number;
  primary: number;
}
interface HourRow {
  time: number;
  aqi: number | null;
  level: number;
  primary: number;
  means: string[];
  has_mean: number[];
  iaqis: number[];
}

/**
 * A file of hour values through the real tables and jobs under one edition: its days are moved as a whole to where that
 * edition is in force. Compared with a recomputation from the file: station hours and days by `server/standards`;
 * hours, days, region days, the AQI of each region's days, city hours and the ranking of each month under A, B and C by
 * SQL.
 * @param first civil day that the file's first day becomes
 */
// eslint-disable-next-line max-lines-per-function -- an oracle reads as the standard does, top to bottom
export async function checkAir(
  store: Store,
  file: AirFile,
  edition: Edition,
  first: string,
  compared: Compared,
): Promise<void> {
  const name = (what: string): string => `${file.name} ${edition}: ${what}`;
  const begin = DateTime.fromISO(first, { zone: ZONE }).toMillis();
  const hours = file.days * 24;
  const codes = [...file.stations.keys()].sort();
  const groups = [...new Set(file.stations.values())].sort();
  const regionOf = (code: string): number => FIRST_COUNTY + groups.indexOf(file.stations.get(code)!);
  const day = (index: number): string => new Date(begin + index * DAY + 8 * HOUR).toISOString().slice(0, 10);
  const at = (hour: number): string => new Date(begin + hour * HOUR).toISOString();

  for (const table of TABLES) await store.command('write', `TRUNCATE TABLE ${table}`);
  await fillStandardTables(store, 1);
  await store.insert(
    'stations',
    ['station', 'device', 'kind', 'basis', 'period', 'county', 'version'],
    codes.map((code, i) => [i + 1, code, 1, 20, 3600, regionOf(code), 1]),
  );
  await store.insert(
    'regions',
    ['region', 'level', 'parent', 'version'],
    [[CITY, 1, 0, 1], ...groups.map((_, i) => [FIRST_COUNTY + i, 2, CITY, 1])],
  );

  // Station hours and days, by the standards' functions.
  const values = codes.map((code) => file.values.get(code)!);
  const hourSix = (station: number, hour: number): Six => values[station]!.map((series) => series[hour]!);
  const daySix: Six[][] = values.map((series) =>
    Array.from({ length: file.days }, (_, index) =>
      series.map((own, item) => {
        const of = own.slice(index * 24, index * 24 + 24);
        return item === OZONE ? largestOf8(of) : dayMean(of);
      }),
    ),
  );
  const rows = new ReadingRows();
  const touches = new DirtyPeriodBatch();
  const touched = new DirtyPeriods(20_000_000);
  for (let station = 0; station < codes.length; station += 1) {
    for (let hour = 0; hour < hours; hour += 1) {
      const six = hourSix(station, hour);
      const ours = realTimeAqi(six.map(toMicro), begin + hour * HOUR);
      const plain = airQuality(edition, 'hour', six);
      const mask = ours.aqi === null ? 0 : primaryMask(ours.primary);
      compared.same(
        name('AQI of a station hour'),
        () => `${codes[station]} ${at(hour)}`,
        `${ours.aqi} ${ours.level?.level ?? 0} ${mask} ${ours.iaqis.join()}`,
        `${plain.aqi} ${plain.level} ${plain.mask} ${plain.items.join()}`,
      );
      const time = begin + hour * HOUR;
      six.forEach((value, item) => {
        if (value === null) return;
        rows.append({
          station: station + 1,
          factor: AQI_FACTORS[item]!,
          statistic: 20,
          time,
          value: Number(value),
          flag: 'N',
          sequence: 1,
          received: time + HOUR,
        });
        touches.hour(time / 1000, station + 1, AQI_FACTORS[item]!);
      });
      if (rows.count >= FLUSH_ROWS) {
        await store.insertBinary('readings', READING_COLUMNS, rows.bytes());
        rows.clear();
      }
    }
    // Station by station: years of touched hours are more than one statement takes.
    if (rows.count > 0) await store.insertBinary('readings', READING_COLUMNS, rows.bytes());
    rows.clear();
    await touches.write(store, touched, 1, begin);
    touches.clear();
    for (let index = 0; index < file.days; index += 1) {
      const of = values[station]!.map((series) => series.slice(index * 24, index * 24 + 24).map(toMicro) as HourMean[]);
      const ours = of.map((own, item) =>
        item === OZONE ? dailyMaximum8Hours(own, begin + index * DAY) : meanOf24Hours(own),
      );
      const plain = daySix[station]![index]!;
      compared.same(
        name('day means and MDA8 of a station'),
        () => `${codes[station]} ${day(index)}`,
        ours.join(),
        plain.join(),
      );
      const [judged, again] = [dailyAqi(ours, begin + index * DAY), airQuality(edition, 'day', plain)];
      compared.same(
        name('AQI of a station day'),
        () => `${codes[station]} ${day(index)}`,
        `${judged.aqi} ${judged.level?.level ?? 0}`,
        `${again.aqi} ${again.level}`,
      );
    }
  }

  // Hours and days by the jobs.
  const end = begin + file.days * DAY;
  const due = {
    store,
    touched,
    registry: { station: () => ({ basis: 20, period: 3600 }) as never },
    zone: ZONE,
    now: (end + INGEST_BOUNDS.dayGrace + HOUR) / 1000,
  };
  await computeDueHours(due);
  await computeDueDays(due);
  const stored = async (sql: string): Promise<Map<string, string>> => {
    const [keys, texts] = (await store.columns('history', sql)) as [string[], string[]];
    return new Map((keys ?? []).map((key, i) => [key, texts[i]!]));
  };
  const hourValues = await stored(
    `SELECT concat(toString(station), '/', toString(factor), '/', toString(toUnixTimestamp(hour))),
        concat(toString(reinterpretAsInt64(assumeNotNull(value))), ' ', toString(valid)) FROM hours_now FINAL`,
  );
  const dayValues = await stored(
    `SELECT concat(toString(station), '/', toString(factor), '/', toString(day)),
        concat(toString(reinterpretAsInt64(assumeNotNull(value))), ' ', toString(count), ' ', toString(valid))
        FROM days_now FINAL`,
  );
  values.forEach((series, station) =>
    series.forEach((own, item) => {
      own.forEach((value, hour) => {
        const key = `${station + 1}/${AQI_FACTORS[item]}/${begin / 1000 + hour * 3600}`;
        if (value !== null || hourValues.has(key))
          compared.same(
            name('hour of the job'),
            () => key,
            hourValues.get(key),
            value === null ? undefined : `${value} 1`,
          );
      });
      for (let index = 0; index < file.days; index += 1) {
        const of = known(own.slice(index * 24, index * 24 + 24));
        const key = `${station + 1}/${AQI_FACTORS[item]}/${day(index)}`;
        if (of.length > 0 || dayValues.has(key))
          compared.same(
            name('day of the job'),
            () => key,
            dayValues.get(key),
            of.length === 0 ? undefined : `${mean(of)} ${of.length} ${Number(of.length >= 20)}`,
          );
      }
    }),
  );

  // Regions: the city and its groups.
  const members = new Map<number, number[]>([
    [CITY, codes.map((_, i) => i)],
    ...groups.map(
      (_, g) =>
        [FIRST_COUNTY + g, codes.flatMap((code, i) => (regionOf(code) === FIRST_COUNTY + g ? [i] : []))] as const,
    ),
  ]);
  for (let index = 0; index < file.days; index += 31) {
    await store.command('history', REGION_DAYS, {
      from: (begin + index * DAY) / 1000,
      until: (begin + Math.min(file.days, index + 31) * DAY) / 1000,
      city: CITY,
      zone: ZONE,
      version: index + 1,
    });
  }
  const regionValues = await stored(
    `SELECT concat(toString(region), '/', toString(factor), '/', toString(day)), concat(toString(value), ' ',
        toString(reporting)) FROM region_days FINAL`,
  );
  const regionSix = new Map<number, Six[]>();
  for (const [region, own] of members) {
    regionSix.set(
      region,
      Array.from({ length: file.days }, (_, index) =>
        AQI_FACTORS.map((factor, item) => {
          const reporting = known(own.map((station) => daySix[station]![index]![item]));
          const key = `${region}/${factor}/${day(index)}`;
          if (reporting.length > 0 || regionValues.has(key))
            compared.same(
              name('day mean of a region'),
              () => key,
              regionValues.get(key),
              reporting.length === 0 ? undefined : `${mean(reporting)} ${reporting.length}`,
            );
          return mean(reporting);
        }),
      ),
    );
    const judged = new Map(
      (await store.rows<DayRow>('history', CITY_DAYS, { region, from: day(0), until: day(file.days), zone: ZONE })).map(
        (row) => [Number(row.number), row],
      ),
    );
    for (let index = 0; index < file.days; index += 1) {
      const plain = airQuality(edition, 'day', regionSix.get(region)![index]!);
      const row = judged.get(Math.round((Date.parse(day(index)) - Date.UTC(2020, 0, 1)) / DAY));
      const isKnown = known(plain.items).length > 0;
      compared.same(
        name('AQI of a region day'),
        () => `${region} ${day(index)}`,
        row === undefined ? 'none' : `${row.aqi} ${row.level} ${row.primary ?? 0}`,
        isKnown ? `${plain.aqi} ${plain.level} ${plain.mask}` : 'none',
      );
    }
  }
  for (let last = 72; last - 72 < hours; last += 72) {
    const found = new Map(
      (await store.rows<HourRow>('history', CITY_HOURS, { now: begin / 1000 + Math.min(last, hours) * 3600 })).map(
        (row) => [row.time, row],
      ),
    );
    for (let hour = Math.max(0, Math.min(last, hours) - 72); hour < Math.min(last, hours); hour += 1) {
      const six = AQI_FACTORS.map((_, item) => mean(known(values.map((series) => series[item]![hour]))));
      const plain = airQuality(edition, 'hour', six);
      const row = found.get(begin / 1000 + hour * 3600);
      const means = row?.means.map((value, i) => (row.has_mean[i] ? value : '')).join();
      const text = row === undefined ? 'none' : `${row.aqi} ${row.level} ${row.primary ?? 0} ${means}`;
      compared.same(
        name('AQI and means of a city hour'),
        () => at(hour),
        text,
        known(six).length === 0
          ? 'none'
          : `${plain.aqi} ${plain.level} ${plain.mask} ${six.map((value) => value ?? '').join()}`,
      );
    }
  }

  // Each month's ranking of the groups, and the composite index of the city.
  for (
    let month = DateTime.fromMillis(begin, { zone: ZONE }).startOf('month');
    month.plus({ months: 1 }).toMillis() <= end;
    month = month.plus({ months: 1 })
  ) {
    const from = Math.max(0, Math.round((month.toMillis() - begin) / DAY));
    if (month.toMillis() < begin) continue;
    const to = Math.round((month.plus({ months: 1 }).toMillis() - begin) / DAY);
    for (const variant of ['A', 'B', 'C'] as const satisfies readonly Variant[]) {
      const found = new Map(
        (await standingsOf(store, 'history', month.plus({ months: 1 }).toISODate()!, ZONE, variant)).map((row) => [
          row.region,
          row,
        ]),
      );
      const indices = new Map(
        groups.flatMap((_, g) => {
          const value = composite(variant, regionSix.get(FIRST_COUNTY + g)!.slice(from, to));
          return value === null ? [] : [[FIRST_COUNTY + g, value] as const];
        }),
      );
      const places = ranks(indices);
      for (const region of [CITY, ...groups.map((_, g) => FIRST_COUNTY + g)]) {
        const wanted =
          region === CITY ? composite(variant, regionSix.get(CITY)!.slice(from, to)) : (indices.get(region) ?? null);
        const row = found.get(region);
        compared.same(
          name(`ranking of a month, variant ${variant}`),
          () => `${region} ${month.toISODate()}`,
          `${row?.indexThousandths ?? null} ${row?.rank ?? null}`,
          `${wanted} ${wanted === null ? null : region === CITY ? 1 : places.get(region)}`,
        );
      }
    }
  }
}
