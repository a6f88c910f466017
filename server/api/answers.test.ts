import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { seriesKey } from '../../streams/contracts/factors.ts';
import { toLiveTime } from '../../streams/live/mod.ts';
import { emptyRow } from '../../streams/live/internal.ts';
import { cellKey } from '../../streams/contracts/projection.ts';
import { until } from '../../test/harness/mod.ts';
import { fillGridTables } from '../hotspots/internal.ts';
import { openApiBench, type ApiBench } from '../../test/fixtures/api-bench.ts';
import { assertCoded, requestsTo, type Json } from '../../test/fixtures/api-requests.ts';

/** What is asked of now: the hub's tables, a hotspot cell's story, the ledger. */
let bench: ApiBench;
before(async () => {
  bench = await openApiBench();
});
after(async () => {
  await bench.close();
});
const { get, post } = requestsTo(() => bench.url);

test('after a tick: ready, stations, hotspots and rankings from the hub, no question to the database', async () => {
  const { publisher, hub } = bench;
  const at = toLiveTime(Date.now());
  const cell = cellKey(536_000, 3_896_000);
  await until('the lease', () => publisher.isLeader());
  publisher.replace('stations', [
    { key: 1, state: 1, time: at, aqi: 80, level: 2, primary: 1, multiple: null, factor: null, value: 55_000 },
  ]);
  publisher.replace('latest', [{ key: seriesKey(1, 1), value: 55_125, time: at, flag: 78 }]);
  publisher.replace('hotspots', [
    { key: cell, aqi: 80, value: 551, support: 0 },
    { key: cell + 1, aqi: 40, value: 200, support: 1 },
  ]);
  publisher.replace('exceedances', [
    {
      key: seriesKey(300, 69),
      rank: 1,
      multiple: 150,
      value: 87_500,
      limit: 35_000,
      limitSource: 1000,
      window: 3,
      since: at,
      time: at,
      count: 2,
      trend: 1,
      first: at,
    },
    {
      key: seriesKey(1, 1),
      rank: 2,
      multiple: 10,
      value: 82_500,
      limit: 75_000,
      limitSource: null,
      window: 1,
      since: at,
      time: at,
      count: 1,
      trend: 0,
      first: at,
    },
  ]);
  publisher.replace('excluded', [{ key: 2, count: 7 }]);
  publisher.replace('regions', [
    {
      ...emptyRow('regions', 2),
      ...{ hour: at, aqi: 60, level: 2, primary: 1, pm25: 100, pm10: 100, o3: 100, no2: 100, so2: 100, co: 100 },
      ...{ iaqiPm25: 50, iaqiPm10: 50, iaqiO3: 50, iaqiNo2: 50, iaqiSo2: 50, iaqiCo: 50, valid: 2, total: 2 },
      ...{ nowAqi: 66, nowLevel: 2, nowPrimary: 1, nowPm25: 400, time: at },
      ...{ rank: 1, move: 0, index: 3210, goodDays: 20, days: 30 },
    },
  ]);
  await publisher.commit(['stations', 'latest', 'hotspots', 'exceedances', 'excluded', 'regions']);
  await until('the hub has the tick', () => hub.table('regions') !== null && hub.table('stations') !== null);

  const ready = await get('/readyz');
  assert.equal(ready.status, 200, JSON.stringify(ready.body));
  const station = await get('/api/stations/1');
  assert.deepEqual(station.body.now, {
    state: 'fresh',
    time: new Date(at * 1000 + Date.UTC(2020, 0, 1)).toISOString(),
    aqi: 80,
    level: 2,
    multiple: null,
    factor: null,
  });
  assert.deepEqual(station.body.factors[0].latest.value, 55.125);
  assert.equal(station.body.factors[0].latest.flag, 'N');
  assert.deepEqual(
    (await get('/api/stations?kind=national&q=乙')).body.items.map((item: Json) => item.id),
    [2],
  );
  assert.equal((await get('/api/stations?limit=2&offset=4')).body.items.length, 2);
  assert.deepEqual(
    (await get('/api/stations/300')).body.limits.map((limit: Json) => [
      limit.factor,
      limit.value,
      limit.source.names.en,
    ]),
    [
      ['a21002', '50', 'permit'],
      ['a21026-stack', '35', 'permit'],
    ].sort(),
  );

  const hot = (await get('/api/hotspots?least=50')).body;
  assert.equal(hot.total, 1);
  assert.deepEqual([hot.cells[0].cell, hot.cells[0].value, hot.cells[0].support], ['L1000_536_3896', 55.1, 'measured']);
  assert.deepEqual(
    [hot.analysedAt, hot.cells[0].z, hot.cells[0].class, hot.cells[0].hot],
    [null, null, null, null],
    'not analysed is not called cold',
  );
  const ranking = (await get('/api/rankings/exceedance')).body;
  assert.deepEqual(
    ranking.items.map((item: Json) => [
      item.rank,
      item.station,
      item.factor,
      item.multiple,
      item.limitSource?.names.en ?? null,
    ]),
    [
      [1, 300, 'a21026-stack', 1.5, 'permit'],
      [2, 1, 'a34004', 0.1, null],
    ],
  );
  assert.deepEqual(ranking.excluded, [{ reason: 'hour insufficient', count: 7 }]);
  assert.deepEqual(
    (await get('/api/rankings/regions')).body.items.map((item: Json) => [item.region, item.rank, item.aqi, item.index]),
    [[2, 1, 60, 3.21]],
  );
  // No day is kept here: not ranked by a variant asked of the days, with the reason, and nothing to compare with.
  const [unranked] = (await get('/api/rankings/regions?variant=C')).body.items;
  assert.deepEqual(
    [unranked.rank, unranked.index, unranked.unranked, unranked.coverage, unranked.previous],
    [null, null, 'no days', 0, { index: null, change: null, percent: null, missing: 'no history' }],
  );
  assertCoded(await get('/api/rankings/regions?variant=D'), 'GL_BAD_REQUEST');
  // The processes' figures are gathered once a second, not for each who asks.
  await until('answers counted', async () =>
    /guanlan_http_answers_total\{role="edge",status="200"\} \d+/.test((await get('/metrics')).body),
  );
});

test('one hotspot cell tells its story: value, stations, error, grid, department, who stands in it and upwind; other cells and names are not found', async () => {
  const { context, registry } = bench;
  const present = Math.floor(Date.now() / 1000);
  const tick = present - 1_577_836_800;
  assert.notEqual(await fillGridTables(context.store, registry), '0');
  await context.store.insert(
    'rolling',
    [
      'tick',
      'kind',
      'station',
      'factor',
      'folded',
      'sum1',
      'count1',
      'mean1',
      'end1',
      'closed',
      'last_time',
      'last_flag',
      'over',
    ],
    [
      [1, 1, 90],
      [1, 2, 60],
      [2, 100, 30],
    ].map(([kind, id, mean]) => [tick, kind, id, 1, 0, '1', 1, String(mean! * 1e6), present, 0, present, 78, 0]),
  );
  const { x, y } = registry.station(1)!;
  const name = `L500_${Math.floor(x / 500)}_${Math.floor(y / 500)}`;
  const { status, body } = await get(`/api/hotspots/${name}`);
  assert.equal(status, 200, JSON.stringify(body));
  assert.deepEqual(
    [body.cell, body.value, body.support, body.score, body.stations, body.factor],
    [name, 90, 'measured', 100, 3, 'a34004'],
  );
  assert.deepEqual(
    body.evidence.map((e: Json) => [e.station, e.isInside, e.weight, e.value]).sort(),
    [
      [1, true, 1, 90],
      [100, false, 0, 30],
      [2, false, 0, 60],
    ].sort(),
  );
  assert.deepEqual(
    [body.grid.village?.zh, body.grid.township.zh, body.grid.county.zh, body.grid.responsible[0].department.zh],
    ['一村', '一镇', '一县', '生态环境分局'],
  );
  assert.deepEqual(
    [body.wind, body.upwind, body.emerging, body.hotHours],
    [null, [], null, []],
    'what is not known is not made up',
  );
  const works = registry.station(300)!;
  const own = (
    await get(`/api/hotspots/L1000_${Math.floor(works.x / 1000)}_${Math.floor(works.y / 1000)}?factor=a34004`)
  ).body;
  assert.ok(own.sites.some((site: Json) => site.station === 300 && site.names.zh === '一厂'));
  const grid = (await get('/api/hotspots?size=500&factor=a34002')).body;
  assert.equal(grid.total, 0, 'nothing measures PM10 here');
  assertCoded(await get('/api/hotspots/L500_1_1'), 'GL_NOT_FOUND');
  assertCoded(await get('/api/hotspots/L700_1000_7800'), 'GL_NOT_FOUND');
  assertCoded(await get(`/api/hotspots/${name}?factor=w01001`), 'GL_BAD_REQUEST');
});

test('two operators act on one alarm: one wins, the other gets 409 GL_ALARM_MOVED', async () => {
  const alarm = await bench.ledger.raise(
    {
      step: 'raised',
      actor: { kind: 'rule', name: 'exceedance' },
      subject: { rule: 'exceedance', station: 300, factor: 69 },
      priority: 1,
      due: Date.now() + 300_000,
      evidence: {
        multipleHundredths: 150,
        value: 87_500_000,
        limit: 35_000_000,
        limitSource: 1000,
        window: 3,
        since: Date.now(),
        time: Date.now(),
      },
    },
    'api-test-1',
  );
  const [listed] = (await get('/api/alarms')).body.items;
  assert.deepEqual(
    [listed.id, listed.state, listed.names.zh, listed.factor, listed.latest.value, listed.steps],
    [alarm.alarm, 'raised', '一厂', 'a21026-stack', '87.5', ['confirmed', 'rejected']],
  );
  const path = `/api/alarms/${alarm.alarm}/events`;
  const answers = await Promise.all([
    post(path, { step: 'confirmed', sequence: listed.sequence, note: '已派人核实' }),
    post(path, { step: 'rejected', sequence: listed.sequence }),
  ]);
  const [won] = answers.filter((answer) => answer.status === 200);
  const [lost] = answers.filter((answer) => answer.status !== 200);
  assert.ok(won && lost);
  assertCoded(lost, 'GL_ALARM_MOVED');
  const whole = (await get(`/api/alarms/${alarm.alarm}`)).body;
  assert.equal(whole.alarm.state, won.body.state);
  assert.deepEqual(
    whole.events.map((event: Json) => event.actor),
    [
      { kind: 'rule', name: 'exceedance' },
      { kind: 'person', name: 'local' },
    ],
  );
  assertCoded(await post(path, { step: 'closed', sequence: whole.alarm.sequence }), 'GL_ALARM_STEP');
});
