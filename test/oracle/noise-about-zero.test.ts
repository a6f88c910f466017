import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startStore, type TestStore } from '../harness/mod.ts';
import { FACTOR, FLAG, REGION_LEVELS } from '../../streams/contracts/codes.ts';
import { AQI_FACTORS } from '../../streams/contracts/factors.ts';
import { STATION_KINDS } from '../../streams/contracts/pack.ts';
import { cellValue, shownCellIndex } from '../../server/recompute/mod.ts';
import { loadQuery } from '../../server/platform/store/mod.ts';
import { dailyAqi, iaqi, realTimeAqi } from '../../server/standards/mod.ts';
import { fillStandardTables } from '../../server/windows/internal.ts';
import { tickInstantOf } from '../../server/windows/mod.ts';
import { insertStations } from './rolling-oracle.ts';

/**
 * A mean below zero is noise about zero (it stands down to minus the detection limit): index 0 on every path, never a
 * missing item. With SO2 at -0.6 µg/m³ a station keeps its AQI, and so does every region that rests on it.
 */
const SIX = AQI_FACTORS.map((factor) =>
  factor === FACTOR.so2 ? -600_000 : factor === FACTOR.co ? 800_000 : 60_000_000,
);
const NOW = Date.parse('2026-11-22T04:20:00Z');
const moment = tickInstantOf(NOW);
const [NATIONAL, TOWNSHIP] = [1, 2];
const [CITY, COUNTY, TOWN] = [1, 2, 3];
const HOUR = 3600;
const expected = realTimeAqi(SIX, NOW).aqi;

let server: TestStore;
before(async () => {
  server = await startStore();
  const { store } = server;
  await fillStandardTables(store, 1);
  await insertStations(store, [
    { id: NATIONAL, kind: STATION_KINDS.national, basis: 1, period: 60, county: COUNTY, township: 0 },
    { id: TOWNSHIP, kind: STATION_KINDS.township, basis: 1, period: 60, county: COUNTY, township: TOWN },
  ]);
  await store.insert(
    'regions',
    ['region', 'level', 'parent', 'version'],
    [
      [CITY, REGION_LEVELS.city, 0, 1],
      [COUNTY, REGION_LEVELS.county, CITY, 1],
      [TOWN, REGION_LEVELS.township, COUNTY, 1],
    ],
  );
  const both = (row: (station: number, kind: number, factor: number, micro: number) => unknown[]): unknown[][] =>
    [NATIONAL, TOWNSHIP].flatMap((station) =>
      AQI_FACTORS.map((factor, i) => row(station, station, factor, SIX[i] ?? 0)),
    );
  await store.insert(
    'rolling',
    ['tick', 'kind', 'station', 'factor', 'folded', 'sum1', 'count1', 'mean1', 'end1', 'closed', 'last_flag', 'over'],
    both((station, kind, factor, micro) => [
      ...[moment.tick, kind, station, factor, 0, String(micro), 1, String(micro), moment.now, 0, FLAG.normal, 0],
    ]),
  );
  const decimal = (micro: number): string => (micro / 1e6).toFixed(6);
  await store.insert(
    'hours_now',
    ['hour', 'station', 'factor', 'version', 'value', 'sum', 'count', 'expected', 'valid'],
    both((station, _, factor, micro) => [
      moment.hour - HOUR,
      station,
      factor,
      1,
      decimal(micro),
      decimal(micro),
      1,
      1,
      1,
    ]),
  );
  await store.insert(
    'region_days',
    ['day', 'region', 'factor', 'value', 'reporting', 'version'],
    [CITY, COUNTY, TOWN].flatMap((region) =>
      AQI_FACTORS.map((factor, i) => ['2026-11-21', region, factor, String(SIX[i]), 1, 1]),
    ),
  );
  await store.insert(
    'cell_weights',
    ['size', 'generation', 'cell', 'station', 'weight', 'inside'],
    [[1000, 1, 7, NATIONAL, 1, 1]],
  );
});
after(() => server.stop());

test('the standard’s arithmetic: SO2 at -0.6 has index 0, and the AQI stands', () => {
  assert.notEqual(expected, null);
  assert.equal(iaqi(FACTOR.so2, 'hour', -600_000, NOW), 0);
  assert.equal(iaqi(FACTOR.co, 'hour', -60_000, NOW), 0);
});

test('a station, and city, county and township resting on it, now and in the last closed hour', async () => {
  interface Air {
    readonly aqi: number | null;
    readonly iaqis: readonly number[];
  }
  const stations = await server.store.rows<Air & { station: number }>('window', loadQuery('windows/air'), {
    ...{ tick: moment.tick, at: moment.since },
  });
  assert.deepEqual(
    stations.map(({ station, aqi }) => [station, aqi]),
    [NATIONAL, TOWNSHIP].map((station) => [station, expected]),
  );
  const regions = await server.store.rows<Air & { span: string; region: number }>(
    'window',
    loadQuery('windows/regions'),
    { tick: moment.tick, now: moment.now, since: moment.since, hour: moment.hour - HOUR, city: CITY },
  );
  assert.equal(regions.length, 6);
  for (const { span, region, aqi, iaqis } of regions) {
    assert.equal(aqi, expected, `${span} of ${region}`);
    assert.equal(iaqis[AQI_FACTORS.indexOf(FACTOR.so2)], 0, `SO2 ${span} of ${region}`);
  }
});

test('city hours, city days, good days of the ranking', async () => {
  const hours = await server.store.rows<{ aqi: number | null }>('window', loadQuery('windows/city-hours'), {
    now: moment.now,
  });
  assert.deepEqual(
    hours.map(({ aqi }) => aqi),
    [expected],
  );
  const zone = 'Asia/Shanghai';
  const days = await server.store.rows<{ aqi: number | null }>('window', loadQuery('windows/city-days'), {
    region: CITY,
    from: '2026-11-21',
    until: '2026-11-22',
    zone,
  });
  assert.deepEqual(
    days.map(({ aqi }) => aqi),
    [dailyAqi(SIX, Date.parse('2026-11-21T00:00:00+08:00')).aqi],
  );
  const standing = await server.store.rows<{ region: number; days: number }>('window', loadQuery('windows/standing'), {
    until: '2026-11-22',
    zone,
    variant: '',
  });
  assert.deepEqual(
    standing.map(({ region, days: known }) => [region, Number(known)]),
    [CITY, COUNTY, TOWN].map((region) => [region, 1]),
  );
});

test('a cell of the hotspot grid, in the engine and as the audit recomputes it', async () => {
  const cells = await server.store.rows<{ iaqi: number | null }>('window', loadQuery('hotspots/hotspots'), {
    ...{ tick: moment.tick, at: moment.since, factor: FACTOR.so2, size: 1000, generation: '1' },
  });
  const audited = cellValue(
    [{ station: NATIONAL, weight: 1n, isInside: true }],
    new Map([[NATIONAL, -600_000n]]),
    FACTOR.so2,
    moment.since * 1000,
  );
  // The smallest index of a cell that is shown is 1.
  assert.deepEqual([cells[0]?.iaqi, shownCellIndex(audited?.iaqi ?? null)], [1, 1]);
});
