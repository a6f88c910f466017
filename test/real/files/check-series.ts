import { DateTime } from 'luxon';
import { seriesKey } from '../../../streams/contracts/factors.ts';
import { MICRO, type Reading } from '../../../streams/contracts/reading.ts';
import { civilDayEnd } from '../../../server/platform/civil-day.ts';
import { INGEST_BOUNDS } from '../../../server/ingest/mod.ts';
import { READING_COLUMNS, ReadingRows } from '../../../server/ingest/internal.ts';
import { DirtyPeriods, DirtyPeriodBatch } from '../../../server/rollups/mod.ts';
import { folded, hourIsValid } from '../../../server/standards/mod.ts';
import { ppmToMass } from '../../../server/standards/ahead/internal.ts';
import { sewageLimit } from '../../oracle/outlet-rules.ts';
import type { Store } from '../../../server/platform/store/mod.ts';
import { tickInstantOf } from '../../../server/windows/mod.ts';
import { openRollingState } from '../../../server/windows/internal.ts';
import { closedBefore, computeDueDays, computeDueHours } from '../../oracle/windows/compute-due.ts';
import {
  PLAIN_COLUMNS,
  plainText,
  ROLLING_COLUMNS,
  SeriesHistory,
  type PlainStation,
} from '../../oracle/windows/series-history.ts';
import { csvRows } from '../shared-file.ts';
import type { Compared } from './tally.ts';

export const [DUST_FILE, BOILER_FILE, SEWAGE_FILE] = [
  'dust/purpleair_11sensors_10min_2023-09-18_12-17.csv.gz',
  'cems/posco_boiler9_1min_2017-11_2018-02.csv.gz',
  'cems/uci_wwtp_daily_1990_1991.csv',
] as const;
const TABLES = [
  'readings',
  'recent',
  'late_touches',
  'station_heard',
  'minutes',
  'minute_closings',
  'buckets',
  'base',
  'base_hours',
  'rolling',
  'stations',
  'touched',
  'hours',
  'hours_now',
  'days',
  'days_now',
];
const HOUR = 3600;

interface Sample {
  readonly station: number;
  readonly factor: number;
  readonly statistic: number;
  /** Seconds UTC. */ readonly time: number;
  readonly value: number;
  readonly flag?: string;
}

interface Course {
  readonly name: string;
  readonly zone: string;
  readonly stations: readonly PlainStation[];
  readonly samples: readonly Sample[];
  /** Seconds between two instants at which every rolling row is compared. */
  readonly every: number;
}

/**
 * Readings in their order into the real tables; rolling rows at every instant, all hours and days at the end, against
 * the plain twin.
 */
// eslint-disable-next-line max-lines-per-function -- an oracle reads as the standard does, top to bottom
async function follow(
  store: Store,
  { name, zone, stations, samples, every }: Course,
  compared: Compared,
): Promise<void> {
  for (const table of TABLES) await store.command('write', `TRUNCATE TABLE ${table}`);
  await store.insert(
    'stations',
    ['station', 'device', 'kind', 'basis', 'period', 'version'],
    stations.map((s) => [s.id, `S${s.id}`, s.kind, s.basis, s.period, 1]),
  );
  const known = new Map(stations.map((station) => [station.id, station]));
  const histories = new Map<number, SeriesHistory>();
  const touched = new DirtyPeriods(INGEST_BOUNDS.dueInMemory);
  const state = await openRollingState(store);
  const registry = { station: (id: number) => known.get(id) as never };
  const sorted = [...samples].sort((a, b) => a.time - b.time);
  let next = 0;
  let now = sorted[0]!.time;
  const takeIn = async (): Promise<void> => {
    const rows = new ReadingRows();
    const touches = new DirtyPeriodBatch();
    for (; next < sorted.length && sorted[next]!.time < now; next += 1) {
      const { station, factor, statistic, time, value, flag = 'N' } = sorted[next]!;
      rows.append({
        station,
        factor,
        statistic: statistic as Reading['statistic'],
        time: time * 1000,
        value,
        flag,
        sequence: next + 1,
        received: time * 1000,
      });
      if ([1, 10, 20].includes(statistic)) touches.hour(time - (time % HOUR), station, factor);
      const key = seriesKey(station, factor);
      const history = histories.get(key) ?? new SeriesHistory(known.get(station)!, factor);
      histories.set(key, history);
      history.say({ station, factor, statistic, time, value, flag, sequence: next + 1, late: 0 });
    }
    if (rows.count === 0) return;
    await store.insertBinary('readings', READING_COLUMNS, rows.bytes());
    await touches.write(store, touched, next, now * 1000);
    await computeDueHours({ store, touched, registry, zone, now });
    for (const history of histories.values()) history.computeHours(closedBefore(now));
  };
  const last = sorted.at(-1)!.time;
  while (now < last) {
    now += every;
    await takeIn();
    const moment = tickInstantOf(now * 1000);
    await state.prepare(moment);
    await state.roll(moment);
    const [ids, factors, folds, texts] = (await store.columns(
      'window',
      `SELECT station, factor, folded, ${ROLLING_COLUMNS} AS text FROM rolling WHERE tick = {tick:UInt32}`,
      { tick: moment.tick },
    )) as [number[], number[], number[], string[]];
    const found = new Map((ids ?? []).map((id, i) => [seriesKey(id, factors[i]!) * 2 + folds[i]!, texts[i]!]));
    for (const [key, history] of histories) {
      for (const isFolded of [false, true]) {
        const wanted = history.rolling(now, isFolded)?.row;
        const given = found.get(key * 2 + Number(isFolded));
        if (wanted !== undefined || given !== undefined)
          compared.same(
            `${name}: rolling 1 h, 8 h, 24 h`,
            () => `${history.station.id}/${history.factor} ${new Date(now * 1000).toISOString()}`,
            given,
            wanted,
          );
      }
    }
  }
  now = last + 2 * 86_400;
  await takeIn();
  await computeDueHours({ store, touched, registry, zone, now });
  for (const history of histories.values()) history.computeHours(closedBefore(now));
  await computeDueDays({ store, touched, zone, now });
  for (const [what, table, start] of [
    ['hour', 'hours_now', 'toUnixTimestamp(hour)'],
    ['day', 'days_now', 'day'],
  ] as const) {
    const [keys, texts] = (await store.columns(
      'history',
      `SELECT concat(toString(station), '/', toString(factor), '/', toString(${start})) AS key, ${PLAIN_COLUMNS}
          AS text FROM ${table} FINAL`,
    )) as [string[], string[]];
    const found = new Map((keys ?? []).map((key, i) => [key, texts[i]!]));
    let wanted = 0;
    for (const history of histories.values()) {
      const own =
        what === 'hour'
          ? [...history.hours].map(([at, value]) => [String(at), value] as const)
          : [...history.days(zone, (at) => civilDayEnd(at, zone), now)].map(
              ([at, value]) => [DateTime.fromSeconds(at, { zone }).toISODate()!, value] as const,
            );
      for (const [at, value] of own)
        compared.same(
          `${name}: ${what} by the job`,
          () => `${history.station.id}/${history.factor} ${at}`,
          found.get(`${history.station.id}/${history.factor}/${at}`),
          plainText(value),
        );
      wanted += own.length;
    }
    compared.same(`${name}: number of ${what}s`, () => table, found.size, wanted);
  }
}

const micro = (text: string): number => Math.round(Number(text) * MICRO);

/** PurpleAir, ten minutes: PM2.5 of both channels and humidity of eleven dust sensors. */
export async function checkDust(
  store: Store,
  compared: Compared,
  { days = 91, every = 3 * HOUR + 437 } = {},
): Promise<void> {
  const ids = new Map<string, number>();
  const samples: Sample[] = [];
  const begin = Date.parse('2023-09-18T00:00:00Z') / 1000;
  for await (const row of csvRows(DUST_FILE)) {
    const time = Date.parse(row['time_utc']!) / 1000;
    if (time >= begin + days * 86_400) continue;
    const station = ids.get(row['sensor_id']!) ?? ids.set(row['sensor_id']!, ids.size + 1).get(row['sensor_id']!)!;
    for (const [factor, column] of [
      [1, 'pm2.5_atm_a'],
      [8, 'pm2.5_atm_b'],
      [21, 'humidity_pct'],
    ] as const)
      if (row[column] !== '') samples.push({ station, factor, statistic: 10, time, value: micro(row[column]!) });
  }
  await follow(
    store,
    {
      name: 'dust sensors',
      zone: 'Asia/Shanghai',
      stations: [...ids.values()].map((id) => ({ id, kind: 4, basis: 10, period: 600 })),
      samples,
      every,
    },
    compared,
  );
}

/** Half to even of a fraction of whole numbers, for the boiler's formula. */
function nearest(over: bigint, under: bigint): bigint {
  const [whole, rest] = [over / under, 2n * (over % under)];
  return whole + (rest > under || (rest === under && whole % 2n === 1n) ? 1n : 0n);
}

/**
 * A boiler, minute by minute: NOx from ppm to mg/m³ as NO2 (46 / 22.4), folded to 3.5 % O2 (GB 13271-2014), means of
 * hours from 45 minutes and of days from 20 hours. Station 1 sends the plain and the folded value (zs), station 2 the
 * folded value as its own, so that the jobs average it.
 */
export async function checkBoiler(
  store: Store,
  compared: Compared,
  { minutes = Infinity, every = 2 * HOUR + 611 } = {},
): Promise<void> {
  const samples: Sample[] = [];
  const reference = 3_500_000;
  let taken = 0;
  for await (const row of csvRows(BOILER_FILE)) {
    if ((taken += 1) > minutes) break;
    // Seven years later: live time begins with 2020.
    const time = Date.parse(row['time_kst']!) / 1000 + 2557 * 86_400;
    const [ppm, oxygen] = [micro(row['nox_ppm']!), micro(row['o2_stack_pct']!)];
    const mass = Math.round(ppmToMass(ppm, 46));
    compared.same('boiler: ppm to mg/m³', () => row['time_kst']!, BigInt(mass), nearest(BigInt(ppm) * 460n, 224n));
    const ours = folded(mass, oxygen, reference);
    const plain =
      oxygen >= 20_500_000 ? null : nearest(BigInt(mass) * BigInt(21_000_000 - reference), BigInt(21_000_000 - oxygen));
    compared.same('boiler: folded to 3.5 % O2', () => row['time_kst']!, ours === null ? null : BigInt(ours), plain);
    samples.push(
      { station: 1, factor: 67, statistic: 10, time, value: mass },
      { station: 1, factor: 65, statistic: 10, time, value: oxygen },
    );
    if (ours !== null)
      samples.push(
        { station: 1, factor: 67, statistic: 14, time, value: ours },
        { station: 2, factor: 67, statistic: 10, time, value: ours },
      );
  }
  // What an hour and a day need, once more from the file: 45 minutes, 20 hours.
  const perHour = new Map<number, number>();
  for (const { station, time } of samples)
    if (station === 2) perHour.set(Math.floor(time / HOUR), (perHour.get(Math.floor(time / HOUR)) ?? 0) + 1);
  for (const [hour, count] of perHour)
    compared.same('boiler: 45 minutes make an hour', () => String(hour), hourIsValid(count, 60), count >= 45);
  await follow(
    store,
    {
      name: 'boiler',
      zone: 'Asia/Seoul',
      stations: [
        { id: 1, kind: 6, basis: 10, period: 60 },
        { id: 2, kind: 6, basis: 10, period: 60 },
      ],
      samples,
      every,
    },
    compared,
  );
}

/** GB 18918-2002 Table 1, 1A and 1B once more: BOD5, COD, SS in mg/L. */
const SEWAGE: readonly (readonly [column: string, factor: number, a: number, b: number])[] = [
  ['DBO-S', 51, 10, 20],
  ['DQO-S', 49, 50, 60],
  ['SS-S', 50, 10, 20],
];

/**
 * A sewage works' outlet, day values as it reported them: days by the job, and each day against GB 18918-2002 1A and
 * 1B.
 */
export async function checkSewage(store: Store, compared: Compared, { days = 527 } = {}): Promise<void> {
  for (const table of TABLES) await store.command('write', `TRUNCATE TABLE ${table}`);
  await store.insert(
    'stations',
    ['station', 'device', 'kind', 'basis', 'period', 'version'],
    [[1, 'S1', 6, 20, 3600, 1]],
  );
  const zone = 'Asia/Shanghai';
  const rows = new ReadingRows();
  const touches = new DirtyPeriodBatch();
  const wanted = new Map<string, string>();
  let end = 0;
  let taken = 0;
  for await (const row of csvRows(SEWAGE_FILE)) {
    if ((taken += 1) > days) break;
    // Thirty years later: the store takes nothing from before 2000.
    const date = DateTime.fromISO(row['date']!, { zone }).plus({ days: 10_957 });
    const time = date.toSeconds();
    end = time + 3 * 86_400;
    for (const [column, factor, a, b] of [...SEWAGE, ['PH-S', 40, 0, 0] as const]) {
      if (!row[column]) continue;
      const value = micro(row[column]);
      rows.append({
        station: 1,
        factor,
        statistic: 30,
        time: time * 1000,
        value,
        flag: 'N',
        sequence: 1,
        received: time * 1000,
      });
      touches.day(time, 1, factor);
      wanted.set(`${date.toISODate()}/${factor}`, `${value} 1 1 2`);
      const where = (): string => `${row['date']} ${column}`;
      // pH has a range and no multiple: the product stores it and evaluates no limit of it.
      if (factor === 40) continue;
      for (const [grade, limit] of [
        ['1A', a],
        ['1B', b],
      ] as const) {
        const ours = sewageLimit(factor, grade, null)!.value;
        const theirs = Number(row[column]);
        compared.same(
          `sewage works: day over ${grade}`,
          where,
          `${value > ours} ${value > ours ? Math.round(((value - ours) / ours) * 100) : '-'}`,
          `${theirs > limit} ${theirs > limit ? Math.round((theirs * 1e6 - limit * 1e6) / (limit * 1e4)) : '-'}`,
        );
      }
    }
  }
  await store.insertBinary('readings', READING_COLUMNS, rows.bytes());
  const touched = new DirtyPeriods(INGEST_BOUNDS.dueInMemory);
  await touches.write(store, touched, 1, end * 1000);
  await computeDueDays({ store, touched, zone, now: end });
  const [keys, texts] = (await store.columns(
    'history',
    `SELECT concat(toString(day), '/', toString(factor)) AS key,
        concat(toString(reinterpretAsInt64(assumeNotNull(value))), ' ', toString(count), ' ', toString(valid),
        ' ', toString(origin)) AS text FROM days_now FINAL`,
  )) as [string[], string[]];
  const found = new Map((keys ?? []).map((key, i) => [key, texts[i]!]));
  for (const [key, text] of wanted) compared.same('sewage works: day by the job', () => key, found.get(key), text);
  compared.same('sewage works: number of days', () => 'days_now', found.size, wanted.size);
}
