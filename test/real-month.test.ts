import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DateTime } from 'luxon';
import { AQI_FACTORS, factorById } from '../streams/contracts/factors.ts';
import { toLiveTime } from '../streams/live/mod.ts';
import type { CityPack, Region, Station } from '../streams/contracts/pack.ts';
import { divideHalfEven, primaryMask } from '../server/standards/mod.ts';
import { until } from './harness/mod.ts';
import { meansFrame, openChain, ZONE, type Chain } from './real/chain.ts';
import { beijing, purpleAir, type Network, type Sample } from './real/month.ts';
import { withoutShared } from './real/shared-file.ts';
import { MonthTwin } from './real/oracle.ts';

/**
 * A real month through the whole chain: frames at the gateway, JetStream, ingest, hours and days, windows, hub, a
 * screen's client; every hour mean, city hour and ranking against a recomputation from the file.
 */
const skip = withoutShared(
  'air/beijing_prsa_12stations_hourly_2013-03_2017-02.csv.gz',
  'dust/purpleair_11sensors_10min_2023-09-18_12-17.csv.gz',
);
const HOUR = 3_600_000;
const LAST_HOURS = 24;
const COUNTIES = [2, 3, 4, 5];
const end = DateTime.now().setZone(ZONE).startOf('day').toMillis();
const names = { zh: '测试', en: 'test' };
const ring = [
  [115, 39],
  [118, 39],
  [118, 41],
  [115, 41],
  [115, 39],
] as const;

const region = (id: number, level: Region['level'], parent: number | null): Region => ({
  id,
  level,
  parent,
  code: `11000${id}`,
  names,
  centre: [116.4, 39.9],
  ring,
  responsible: names,
});
const station = (id: number, over: Partial<Station>): Station => ({
  id,
  device: `REAL${id}`,
  kind: 'national',
  names,
  position: [116 + id / 100, 40],
  county: 0,
  township: 0,
  village: 0,
  st: '22',
  factors: AQI_FACTORS.map((factor) => factorById(factor)!.code),
  period: 3600,
  basis: 'hour',
  isPublic: true,
  ...over,
});

let air: Network;
let sensors: Network;
let samples: (Sample & { id: number })[];
let twin: MonthTwin;
let chain: Chain;
const deviceOf = (id: number): string => `REAL${id}`;
const countyOf = (index: number): number => COUNTIES[index % COUNTIES.length]!;

/**
 * Samples of [from, until) as frames, oldest first: one 2061 frame per station and hour, one 2051 frame per ten
 * minutes.
 */
async function send(from: number, untilTime: number): Promise<void> {
  const frames = new Map<string, { id: number; time: number; values: Record<string, string> }>();
  for (const { id, factor, time, text } of samples) {
    if (time < from || time >= untilTime) continue;
    const key = `${time} ${id}`;
    const frame = frames.get(key) ?? frames.set(key, { id, time, values: {} }).get(key)!;
    frame.values[factorById(factor)!.code] = text;
  }
  for (const { id, time, values } of [...frames.values()].sort((a, b) => a.time - b.time)) {
    await chain.link.send(meansFrame(deviceOf(id), id <= air.stations.length ? '2061' : '2051', time, values));
  }
}

before(async () => {
  if (skip) return;
  [air, sensors] = [await beijing(end), await purpleAir(end)];
  samples = [
    ...air.samples.map((s) => ({ ...s, id: s.station + 1 })),
    ...sensors.samples.map((s) => ({ ...s, id: air.stations.length + s.station + 1 })),
  ];
  const stations = [
    ...air.stations.map((_, i) => station(i + 1, { county: countyOf(i) })),
    ...sensors.stations.map((_, i) =>
      station(air.stations.length + i + 1, {
        kind: 'township',
        factors: ['a34004'],
        period: 600,
        basis: 'minute',
        isPublic: false,
        county: 2,
        township: 6,
      }),
    ),
  ];
  twin = new MonthTwin(
    stations.map((s) => ({
      id: s.id,
      county: s.county,
      national: s.kind === 'national',
      partsPerHour: HOUR / 1000 / s.period,
    })),
    samples,
  );
  const pack: CityPack = {
    city: {
      id: 'month',
      names,
      centreNames: names,
      timezone: ZONE,
      centre: [116.4, 39.9],
      bounds: [115, 39, 118, 41],
      centralMeridian: 117,
      synthetic: false,
    },
    regions: [region(1, 'city', null), ...COUNTIES.map((id) => region(id, 'county', 1)), region(6, 'township', 2)],
    stations,
    waters: [],
    relief: null,
  };
  chain = await openChain(pack, ['regions', 'cityHours', 'cityDays'], end - LAST_HOURS * HOUR + 90_000);
});
after(() => chain?.close());

test('a real month from frames to hours, windows and the live topics', { skip, timeout: 540_000 }, async (t) => {
  await t.test(
    '29 days at once, then the last day hour by hour: each closed hour on the live topic equals the file',
    async () => {
      await send(-Infinity, end - LAST_HOURS * HOUR);
      await chain.settled(120_000);
      for (let start = end - LAST_HOURS * HOUR; start < end; start += HOUR) {
        await send(start, start + HOUR);
        chain.setClock(start + HOUR + 90_000);
        await chain.settled(30_000);
        const label = toLiveTime(start + HOUR);
        const expected = twin.area(start, null);
        const said = (): Readonly<Record<string, number | null>> | undefined => chain.rows('regions').get(1);
        await until(
          `the hour that ends ${new Date(start + HOUR).toISOString()} on the live topic`,
          () => said()?.['hour'] === label && said()?.['aqi'] === expected.aqi,
          20_000,
        ).catch(() => assert.deepEqual(said(), { hour: label, aqi: expected.aqi }));
        for (const regionId of [1, ...COUNTIES]) {
          const area = twin.area(start, regionId === 1 ? null : regionId);
          const row = chain.rows('regions').get(regionId)!;
          assert.equal(row['aqi'], area.aqi, `AQI of region ${regionId}`);
          assert.equal(row['primary'], area.aqi === null ? row['primary'] : primaryMask(area.primary));
          for (const [i, name] of ['pm25', 'pm10', 'o3', 'no2', 'so2', 'co'].entries()) {
            const decimals = name === 'co' ? 2 : 1;
            assert.equal(
              row[name],
              area.means[i] === null ? null : divideHalfEven(area.means[i]!, 10 ** (6 - decimals)),
              `${name} of region ${regionId}`,
            );
          }
        }
      }
    },
  );

  // `enough`, not `valid`: the month holds ozone of 68 ug/m3 that stands still for more than a day, and QC_STUCK takes
  // its last hours out.
  await t.test('every hour mean of the month equals the file to the last digit', async () => {
    const rows = await chain.store.rows<{
      time: number;
      station: number;
      factor: number;
      sum: string;
      value: string;
      count: number;
      expected: number;
      valid: number;
    }>(
      'history',
      `SELECT toUnixTimestamp(hour) AS time, station, factor, toString(reinterpretAsInt128(hours_now.sum)) AS
          sum, toString(reinterpretAsInt64(assumeNotNull(hours_now.value))) AS value, count, expected, enough
          AS valid
       FROM hours_now FINAL`,
    );
    assert.equal(rows.length, twin.hours.size);
    for (const row of rows) {
      const hour = twin.hour(row.station, row.factor, row.time * 1000)!;
      assert.deepEqual(
        [BigInt(row.sum), Number(row.value), row.count, row.expected, row.valid === 1],
        [hour.sum, hour.value, hour.count, hour.expected, hour.valid],
        `station ${row.station} factor ${row.factor} at ${row.time}`,
      );
    }
  });

  await t.test('the last 72 city hours and the days of the year on the live topics equal the file', async () => {
    const yesterday = DateTime.fromMillis(end, { zone: ZONE }).minus({ days: 1 });
    const lastHour = toLiveTime(end - HOUR) / 3600;
    chain.setClock(end + 900_000);
    await chain.settled(30_000);
    const dayKey = (day: DateTime): number =>
      Math.floor(toLiveTime(day.setZone('utc', { keepLocalTime: true }).toMillis()) / 86_400);
    await until(
      'the slow answers of the closed day',
      () => chain.rows('cityHours').has(lastHour) && chain.rows('cityDays').has(dayKey(yesterday)),
      90_000,
    );
    for (let start = end - 72 * HOUR; start < end; start += HOUR) {
      assert.equal(
        chain.rows('cityHours').get(toLiveTime(start) / 3600)?.['aqi'] ?? null,
        twin.area(start, null).aqi,
        new Date(start).toISOString(),
      );
    }
    for (let day = yesterday; day.toMillis() >= end - 27 * 24 * HOUR; day = day.minus({ days: 1 })) {
      if (day.year !== DateTime.fromMillis(end + 900_000, { zone: ZONE }).year) break;
      assert.equal(
        chain.rows('cityDays').get(dayKey(day))?.['aqi'] ?? null,
        twin.areaDay(day.toISODate()!, null).aqi,
        day.toISODate()!,
      );
    }
  });

  await t.test('the counties rank by the composite index as recomputed from the file', () => {
    const today = DateTime.fromMillis(end, { zone: ZONE }).toISODate()!;
    const expected = twin.standings(COUNTIES, today);
    assert.ok(expected.length > 0);
    for (const { county, thousandths, rank } of expected) {
      const row = chain.rows('regions').get(county)!;
      assert.deepEqual([row['index'], row['rank']], [thousandths, rank], `county ${county}`);
    }
  });
});
