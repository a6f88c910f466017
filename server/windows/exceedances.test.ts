import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startStore, type TestStore } from '../../test/harness/mod.ts';
import { loadQuery } from '../platform/store/mod.ts';
import { fillEvaluationBounds } from './evaluation-bounds.ts';
import { tickInstantOf } from './tick-instant.ts';
import { excludedOf } from './evaluated-question.ts';
import { exceedancesOf, exceedanceRows } from './exceedance-question.ts';
import { insertStations } from '../../test/oracle/rolling-oracle.ts';
import { airLimitSource, waterLimitSource } from './limit-source-ids.ts';
import { fillStandardTables } from './standard-tables.ts';

let server: TestStore;
before(async () => {
  server = await startStore();
  await fillStandardTables(server.store, 1);
});
after(() => server.stop());

const STATES = loadQuery('windows/exceedance-states');
const EVALUATE = loadQuery('windows/evaluate');
const ZONE = 'Asia/Shanghai';
let version = 0;

interface Evaluated {
  station: number;
  factor?: number;
  value: number;
  limit: number;
  averaging?: number;
}
async function tickWith(at: string, judged: readonly Evaluated[]): Promise<void> {
  const instant = tickInstantOf(Date.parse(at));
  await server.store.insert(
    'judgements',
    ['tick', 'station', 'factor', 'averaging', 'kind', 'value', 'limit_value', 'limit_source', 'at', 'over', 'reason'],
    judged.map((j) => [
      instant.tick,
      j.station,
      j.factor ?? 2,
      j.averaging ?? 1,
      4,
      String(j.value),
      String(j.limit),
      1000,
      instant.now,
      0,
      0,
    ]),
  );
  version += 1;
  await server.store.command('window', STATES, { now: instant.now, tick: instant.tick, zone: ZONE, version });
}

test('equal multiples share a rank (1, 1, 3), then the longest comes first, then station: a stable order', async () => {
  await tickWith('2026-11-22T04:00:00Z', [
    { station: 12, value: 300_000_000, limit: 150_000_000 },
    { station: 11, value: 200_000_000, limit: 100_000_000 },
    { station: 10, value: 180_000_000, limit: 150_000_000 },
    { station: 9, value: 150_000_000, limit: 150_000_000 },
  ]);
  await tickWith('2026-11-22T04:00:05Z', [
    { station: 12, value: 300_000_000, limit: 150_000_000 },
    { station: 11, value: 200_000_000, limit: 100_000_000 },
    { station: 10, value: 180_000_000, limit: 150_000_000 },
    { station: 8, value: 200_000_100, limit: 100_000_000 },
  ]);
  const rows = await exceedancesOf(server.store);
  // At the limit is no exceedance; 1.000001 is shown as 1.00 and so ties with 1.00.
  assert.deepEqual(
    rows.map((r) => [r.rank, r.station, r.multipleHundredths]),
    [
      [1, 11, 100],
      [1, 12, 100],
      [1, 8, 100],
      [4, 10, 20],
    ],
  );
  const { rank, multiple, value, limit, limitSource, window } = exceedanceRows(rows)[3]!;
  assert.deepEqual([rank, multiple, value, limit, limitSource, window], [4, 20, 180_000, 150_000, 1000, 1]);
});

test(
  'an exceedance lasts while every tick sees it; episodes count per civil day; a ' + 'series shows its worst value',
  async () => {
    await server.store.command('window', 'TRUNCATE TABLE exceedance_states');
    const over = { station: 1, value: 240_000_000, limit: 150_000_000 };
    await tickWith('2026-11-22T15:58:00Z', [over]);
    await tickWith('2026-11-22T15:59:00Z', []);
    assert.deepEqual(await exceedancesOf(server.store), []);
    await tickWith('2026-11-22T15:59:30Z', [over, { ...over, value: 300_000_000, averaging: 4 }]);
    const [second] = await exceedancesOf(server.store);
    assert.deepEqual(
      [second!.count, second!.since, second!.first, second!.window, second!.multipleHundredths],
      [2, Date.parse('2026-11-22T15:59:30Z'), Date.parse('2026-11-22T15:58:00Z'), 4, 100],
    );
    // 16:00 UTC is midnight in Shanghai: the episode goes on, the day's count begins again.
    await tickWith('2026-11-22T16:00:30Z', [over]);
    const [next] = await exceedancesOf(server.store);
    assert.deepEqual(
      [next!.count, next!.since, next!.first, next!.peakMillionths],
      [1, Date.parse('2026-11-22T15:59:30Z'), Date.parse('2026-11-22T16:00:00Z'), 1_000_000],
    );
    await tickWith('2026-11-22T16:05:30Z', [{ ...over, value: 260_000_000 }]);
    assert.equal((await exceedancesOf(server.store))[0]!.trend, 1);
    await tickWith('2026-11-22T16:11:00Z', [{ ...over, value: 200_000_000 }]);
    assert.equal((await exceedancesOf(server.store))[0]!.trend, 2);
    // After a quarter of an hour in which nobody looked, nothing is known to be uninterrupted.
    await tickWith('2026-11-22T16:30:00Z', [over]);
    const [later] = await exceedancesOf(server.store);
    assert.deepEqual([later!.count, later!.since], [2, Date.parse('2026-11-22T16:30:00Z')]);
  },
);

test('what a limit binds is judged on valid values only; what is left out has its reason', async () => {
  const at = Date.parse('2026-11-22T20:20:00Z');
  const instant = tickInstantOf(at);
  await insertStations(server.store, [
    { id: 1, kind: 1, basis: 1, period: 60 },
    { id: 20, kind: 4, basis: 1, period: 60 },
    { id: 21, kind: 4, basis: 1, period: 60 },
    { id: 22, kind: 4, basis: 1, period: 60 },
    { id: 23, kind: 4, basis: 1, period: 60 },
    { id: 24, kind: 4, basis: 1, period: 60 },
    { id: 25, kind: 4, basis: 1, period: 60 },
    { id: 30, kind: 6, basis: 1, period: 60 },
    { id: 31, kind: 6, basis: 1, period: 60 },
    { id: 40, kind: 5, basis: 1, period: 300 },
  ]);
  const limit = (station: number, factor: number, statistic: number, value: number, from = 0): unknown[] => [
    station,
    factor,
    statistic,
    String(value),
    1001,
    from,
    0,
    1,
  ];
  await server.store.insert(
    'station_limits',
    ['station', 'factor', 'statistic', 'value', 'source', 'effective_from', 'retired', 'version'],
    [
      ...[20, 21, 22, 23, 24, 25].map((id) => limit(id, 2, 20, 150)),
      limit(30, 69, 20, 50),
      limit(31, 49, 30, 80),
      // A permit that gets stricter: the newest one in force binds, not one of the future.
      limit(31, 49, 20, 100),
      limit(31, 49, 20, 60, 1_700_000_000),
      limit(31, 49, 20, 10, 1_900_000_000),
    ],
  );
  await server.store.insert(
    'station_heard',
    ['station', 'time', 'received'],
    [1, 20, 21, 22, 23, 24, 30, 31, 40]
      .map((id) => [id, instant.now - 30, instant.now - 30])
      .concat([[25, instant.now - 3000, instant.now - 3000]]),
  );
  const row = (
    station: number,
    kind: number,
    factor: number,
    mean: number | null,
    more: { folded?: number; flag?: string; last?: number; closed?: number; mean24?: number } = {},
  ): unknown[] => [
    instant.tick,
    kind,
    station,
    factor,
    more.folded ?? 0,
    '0',
    50,
    mean === null ? null : String(mean * 1e6),
    instant.now,
    more.closed ?? 0,
    more.mean24 === undefined ? null : String(more.mean24 * 1e6),
    instant.now - 30,
    String((more.last ?? mean ?? 0) * 1e6),
    (more.flag ?? 'N').charCodeAt(0),
    0,
  ];
  await server.store.insert(
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
      'mean24',
      'last_time',
      'last_value',
      'last_flag',
      'over',
    ],
    [
      row(1, 1, 1, 300, { mean24: 90 }),
      row(1, 1, 4, 250),
      row(20, 4, 2, 300, { closed: 1 }),
      row(21, 4, 2, 300),
      row(21, 4, 21, 97),
      row(22, 4, 2, null, { flag: 'C' }),
      row(23, 4, 2, null, { flag: 'X' }),
      row(24, 4, 2, null),
      row(25, 4, 2, null, { flag: 'D' }),
      row(30, 6, 69, 40),
      row(30, 6, 69, 55, { folded: 1 }),
      row(31, 6, 49, 70, { mean24: 79 }),
    ],
  );
  await server.store.insert(
    'water_items',
    [
      'station',
      'factor',
      'value',
      'at',
      'class',
      'limit_value',
      'limit_source',
      'has_multiple',
      'target',
      'over',
      'version',
    ],
    [
      [40, 46, '1300000', instant.now - 3600, 4, '1000000', waterLimitSource(3), 1, 3, 0, 1],
      [40, 41, '1000000', instant.now - 3600, 6, '5000000', waterLimitSource(3), 0, 3, 0, 1],
    ],
  );
  await fillEvaluationBounds(server.store);
  await server.store.command('window', EVALUATE, {
    now: instant.now,
    tick: instant.tick,
    since: instant.since,
    hour: instant.hour,
  });
  const judged = await server.store.rows<{ key: string }>(
    'window',
    `SELECT concat(toString(station), '/', toString(factor), '/', toString(averaging), ' ', toString(value), ' ',
      toString(limit_source)) AS key
    FROM judgements WHERE tick = {tick:UInt32} AND reason = 0 AND judgements.value > limit_value
    ORDER BY station, factor, averaging`,
    { tick: instant.tick },
  );
  assert.deepEqual(
    judged.map((j) => j.key),
    [
      // There is no hourly limit for PM2.5: 300 as an hourly mean exceeds nothing, 90 over 24 h does.
      `1/1/4 90000000 ${airLimitSource('GB 3095-2026 过渡阶段', 24)}`,
      `1/4/1 250000000 ${airLimitSource('GB 3095-2026 过渡阶段', 1)}`,
      '20/2/3 300000000 1001',
      '30/69/1 55000000 1001',
      '31/49/1 70000000 1001',
      `40/46/2 1300000 ${waterLimitSource(3)}`,
    ],
  );
  const left = await server.store.rows<{ station: number; reason: number }>(
    'window',
    `SELECT station, reason FROM judgements WHERE tick = {tick:UInt32} AND reason > 0 AND station >= 20
    ORDER BY station`,
    { tick: instant.tick },
  );
  assert.deepEqual(left, [
    { station: 21, reason: 3 },
    { station: 22, reason: 4 },
    { station: 23, reason: 6 },
    { station: 24, reason: 2 },
    { station: 25, reason: 5 },
    { station: 40, reason: 7 },
  ]);
  const counts = new Map((await excludedOf(server.store, instant)).map((r) => [r.key, r.count]));
  assert.equal(counts.get(3), 1);
  assert.equal(counts.get(4), 1);
  // Under a mark, or with its last closed hour taken out, nothing is judged, whatever it measures; an older version
  // counts for nothing.
  await server.store.insert(
    'withheld',
    ['version', 'station', 'factor', 'reason', 'code', 'begin', 'end'],
    [
      [1, 0, 0, 0, 0, 0, 0],
      [1, 1, 0, 14, 21, instant.now - 60, instant.now + 60],
      [2, 0, 0, 0, 0, 0, 0],
      [2, 30, 0, 14, 1, instant.now - 60, instant.now + 60],
      [2, 31, 49, 14, 21, instant.now - 60, instant.now],
      [2, 20, 2, 15, 3, instant.now - 60, instant.now + 60],
      [2, 1, 1, 15, 3, instant.now - 60, instant.now + 60],
    ],
  );
  await server.store.command('window', 'TRUNCATE TABLE judgements');
  const slow = (family: number, station: number, factor: number): unknown[] => [
    family,
    station,
    factor,
    1,
    1,
    family === 1 ? 4 : 6,
    '200000000',
    '150000000',
    1000,
    instant.now,
    0,
    0,
    instant.now - 30,
    1,
  ];
  await server.store.insert(
    'slow_judgements',
    [
      'family',
      'station',
      'factor',
      'averaging',
      'rule',
      'kind',
      'value',
      'limit_value',
      'limit_source',
      'at',
      'over',
      'reason',
      'written',
      'version',
    ],
    [slow(1, 20, 2), slow(1, 21, 7), slow(2, 30, 69)],
  );
  await server.store.command('window', EVALUATE, {
    now: instant.now,
    tick: instant.tick,
    since: instant.since,
    hour: instant.hour,
  });
  const held = await server.store.rows<{ station: number; reason: number }>(
    'window',
    `SELECT station, factor, reason FROM judgements
    WHERE tick = {tick:UInt32} AND reason >= 14 AND isNull(judgements.value) ORDER BY station, factor`,
    { tick: instant.tick },
  );
  assert.deepEqual(held, [
    { station: 1, factor: 1, reason: 15 },
    { station: 20, factor: 2, reason: 15 },
    { station: 20, factor: 2, reason: 15 },
    { station: 30, factor: 69, reason: 14 },
  ]);
  const local = await server.store.rows<{ station: number }>(
    'window',
    `SELECT station, reason FROM judgements WHERE tick = {tick:UInt32} AND judgements.value = 200000000
    ORDER BY station`,
    { tick: instant.tick },
  );
  assert.deepEqual(
    local,
    [
      { station: 21, reason: 0 },
      { station: 30, reason: 0 },
    ],
    'a local rule is held back with its series, the day of an outlet is not',
  );
});
