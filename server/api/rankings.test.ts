import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { AQI_FACTORS, seriesKey } from '../../streams/contracts/factors.ts';
import { fromLiveTime, toLiveTime } from '../../streams/live/mod.ts';
import { emptyRow } from '../../streams/live/internal.ts';
import { until } from '../../test/harness/mod.ts';
import { parseMicro } from '../../streams/contracts/reading.ts';
import { COMPOSITE_VARIANTS, compositeThousandths, compositeVariantAt, sectionQuality } from '../standards/mod.ts';
import { fillStandardTables } from '../windows/internal.ts';
import { openApiBench, type ApiBench } from '../../test/fixtures/api-bench.ts';
import { requestsTo, type Json } from '../../test/fixtures/api-requests.ts';

let bench: ApiBench;
before(async () => {
  bench = await openApiBench();
});
after(async () => {
  await bench.close();
});
const { get } = requestsTo(() => bench.url);

test('the exceedance ranking: standard, clause, duration, first of today, trend, outfall pre-warning', async () => {
  const { publisher, hub } = bench;
  const now = toLiveTime(Date.now());
  const back = (seconds: number) => toLiveTime(fromLiveTime(now - seconds));
  await until('the lease', () => publisher.isLeader());
  publisher.replace('exceedances', [
    {
      key: seriesKey(300, 69),
      rank: 1,
      multiple: 150,
      value: 87_500,
      limit: 35_000,
      limitSource: 1000,
      window: 3,
      since: back(3_725),
      time: now,
      count: 2,
      trend: 1,
      first: back(9_000),
    },
    {
      key: seriesKey(1, 1),
      rank: 1,
      multiple: 150,
      value: 82_500,
      limit: 75_000,
      limitSource: null,
      window: 7,
      since: now,
      time: now,
      count: 1,
      trend: 0,
      first: null,
    },
  ]);
  publisher.replace('excluded', [
    { key: 8, count: 3 },
    { key: 13, count: 1 },
  ]);
  await publisher.commit(['exceedances', 'excluded']);
  await until('the hub has the tick', () => hub.table('excluded') !== null);
  const { body } = await get('/api/rankings/exceedance');
  assert.deepEqual(
    body.items.map((item: Json) => [
      item.rank,
      item.standard,
      item.clause,
      item.window,
      item.minutes,
      item.trend,
      item.preWarning,
    ]),
    [
      // Equal ranks in the order of their keys.
      [1, null, null, '20 min', 0, 'steady', false],
      [1, '排污许可', '许可证 99-1', 'hour', 62, 'rising', false],
    ],
  );
  assert.equal(body.items[1].first, new Date((now - 9_000) * 1000 + Date.UTC(2020, 0, 1)).toISOString());
  assert.deepEqual(body.excluded, [
    { reason: 'oxygen too high', count: 3 },
    { reason: 'within allowance', count: 1 },
  ]);
});

test('every series left out is listed with its reason, standard and clause', async () => {
  const row = (station: number, factor: number, reason: number, averaging = 1): unknown[] => [
    9,
    station,
    factor,
    averaging,
    6,
    reason === 0 ? '1' : null,
    '1',
    1000,
    0,
    0,
    reason,
  ];
  await bench.context.store.insert(
    'judgements',
    ['tick', 'station', 'factor', 'averaging', 'kind', 'value', 'limit_value', 'limit_source', 'at', 'over', 'reason'],
    [
      row(300, 69, 8),
      row(300, 67, 0),
      row(400, 2, 10),
      row(400, 2, 9),
      row(400, 90, 12, 7),
      ...Array.from({ length: 5 }, (_, i) => row(400, 3 + i, i + 1)),
    ],
  );
  const all = (await get('/api/rankings/exceedance/left-out')).body;
  assert.equal(all.total, 9);
  assert.deepEqual(
    (await get('/api/rankings/exceedance/left-out?reason=day%20and%20night')).body.items.map((item: Json) => [
      item.station,
      item.names.zh,
      item.factor,
      item.window,
      item.standard,
      item.clause,
    ]),
    [[400, '一工地', 'LA', '20 min', '排污许可', '许可证 99-1']],
  );
  assert.deepEqual(
    (await get('/api/rankings/exceedance/left-out?limit=1&offset=8')).body.items.map((item: Json) => item.reason),
    ['day and night'],
  );
  assert.equal((await get('/api/rankings/exceedance/left-out?reason=no%20idea')).status, 400);
});

test('regions rank with coverage, comparisons and reasons, by the variant asked for', async () => {
  const { store } = bench.context;
  await fillStandardTables(store, 1);
  const { publisher, hub } = bench;
  publisher.replace(
    'regions',
    [2].map((key) => emptyRow('regions', key)),
  );
  await publisher.commit(['regions']);
  await until('the hub has the regions', () => hub.table('regions') !== null);
  const zone = 8 * 3_600_000;
  const today = new Date(Date.now() + zone).toISOString().slice(0, 10);
  const last = new Date(Date.parse(today) - 86_400_000);
  const begin = new Date(Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), 1));
  const days = Math.round((Date.parse(today) - begin.getTime()) / 86_400_000);
  const air = [35, 60, 90, 30, 10, 1],
    ago = [40, 60, 90, 30, 10, 1];
  const fill = (from: Date, count: number, six: readonly number[]): unknown[][] =>
    Array.from({ length: count }, (_, d) =>
      new Date(from.getTime() + d * 86_400_000).toISOString().slice(0, 10),
    ).flatMap((day) => six.map((value, i) => [day, 2, AQI_FACTORS[i], value * 1e6, 1, 1]));
  const year = new Date(Date.UTC(begin.getUTCFullYear() - 1, begin.getUTCMonth(), 1));
  await store.insert(
    'region_days',
    ['day', 'region', 'factor', 'value', 'reporting', 'version'],
    [
      ...fill(begin, days, air),
      ...fill(year, 31, ago).filter(([day]) => String(day).slice(0, 7) === year.toISOString().slice(0, 7)),
    ],
  );
  const { items } = (await get('/api/rankings/regions?variant=C')).body;
  const index = (six: readonly number[], variant = COMPOSITE_VARIANTS.find(({ name }) => name === 'C')!): number =>
    compositeThousandths(
      six.map((value) => value * 1e6),
      variant,
    )! / 1000;
  const [county] = items;
  assert.deepEqual(
    [county.region, county.rank, county.index, county.variant, county.coverage, county.coveredDays, county.unranked],
    [2, 1, index(air), 'C', 100, days, null],
  );
  assert.deepEqual(county.previous, { index: null, change: null, percent: null, missing: 'no history' });
  assert.deepEqual(
    [county.yearAgo.index, county.yearAgo.change, county.yearAgo.missing],
    [index(ago), Math.round((index(air) - index(ago)) * 1000) / 1000, null],
  );
  assert.ok(county.yearAgo.percent < 0);
  assert.equal(
    compositeVariantAt(begin.toISOString().slice(0, 10)).name,
    (await get('/api/rankings/regions')).body.items[0].variant,
  );
});

test('GB 3838-2002 5.1: sections, pollutants and multiples equal the pure evaluation; TN beside', async () => {
  const { store } = bench.context;
  const now = Math.floor(Date.now() / 1000);
  // The digest's own example: DO 4.6, CODMn 5.1, COD 18, NH3-N 1.2, TP 0.26, pH 7.8 -> IV; TP (0.3), NH3-N (0.2), DO.
  const values = new Map(
    [
      [41, '4.6'],
      [45, '5.1'],
      [49, '18'],
      [46, '1.2'],
      [47, '0.26'],
      [40, '7.8'],
    ].map(([factor, text]) => [factor as number, parseMicro(text as string)!]),
  );
  await store.insert(
    'readings',
    ['station', 'factor', 'statistic', 'time', 'value', 'flag', 'first', 'last', 'received'],
    [...values].map(([factor, micro], i) => [
      200,
      factor,
      1,
      now - 600,
      (micro / 1e6).toFixed(6),
      78,
      i + 1,
      i + 1,
      now * 1000,
    ]),
  );
  const { loadQuery } = await import('../platform/store/mod.ts');
  await store.command('evaluate', loadQuery('windows/water-items'), { now, lakes: [], version: 1 });
  const { body } = await get('/api/water/sections');
  const expected = sectionQuality(values, 'river', 3);
  const [section] = body.items;
  assert.deepEqual(
    [section.station, section.class, section.className, section.target, section.basedOn],
    [200, expected.class, 'Ⅳ', 3, expected.items],
  );
  assert.deepEqual(
    section.main.map((item: Json) => [item.factor, item.class, item.multiple]),
    [
      ['w21011', 4, 0.3],
      ['w21003', 4, 0.2],
      ['w01009', 4, null],
    ],
  );
  assert.deepEqual(
    expected.main.map(({ factor, tenths }) => [factor, tenths]),
    [
      [47, 3],
      [46, 2],
      [41, null],
    ],
  );
  assert.deepEqual(section.beside, []);
  assert.deepEqual(
    body.waters.map((water: Json) => [water.water, water.sections, water.grade]),
    [[1, 1, null]],
  );
});

test('a device that folds otherwise than its measured values say is a finding of its own', async () => {
  const { store } = bench.context;
  const hour = Math.floor(Date.now() / 3_600_000) * 3600 - 7200;
  await store.insert(
    'outlet_hours_now',
    [
      'hour',
      'station',
      'factor',
      'version',
      'value',
      'sum',
      'count',
      'expected',
      'valid',
      'origin',
      'withheld',
      'compared',
      'said',
      'recomputed',
      'mismatch',
      'head',
      'reason',
      'computed',
    ],
    [
      [hour, 300, 69, 1, '42', '0', 60, 60, 1, 1, 0, 58, '42', '40', 1, 1, 'closed', 0],
      [hour, 300, 67, 1, '42', '0', 60, 60, 1, 1, 0, 58, '40.5', '40', 0, 1, 'closed', 0],
    ],
  );
  const { body } = await get('/api/findings/folding');
  assert.deepEqual(
    body.items.map((item: Json) => [
      item.station,
      item.factor,
      item.device,
      item.recomputed,
      item.percent,
      item.compared,
    ]),
    [[300, 'a21026-stack', 42, 40, 5, 58]],
  );
});
