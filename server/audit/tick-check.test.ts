import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { AnyRow, LivePublisher, TopicName } from '../../streams/live/mod.ts';
import { startStore, type TestStore } from '../../test/harness/mod.ts';
import type { Registry } from '../registry/mod.ts';
import { metricPlane } from '../../streams/contracts/projection.ts';
import { NO_ANSWERS, fillStandardTables, Ticker, type TickResult } from '../windows/internal.ts';
import {
  insertReadings,
  insertStations,
  type TestReading,
  type TestStation,
} from '../../test/oracle/rolling-oracle.ts';
import { AUDIT_BOUNDS } from './bounds.ts';
import type { Disagreement } from './check.ts';
import { listenTo } from './published.ts';
import { checkRegions } from './region-check.ts';
import { TickCheck } from './tick-check.ts';

const CENTRE: readonly [number, number] = [115, 35];
const plane = metricPlane(114);
const [X, Y] = plane.toMetres([...CENTRE]);
/** Nine air stations in a square, a stack with a limit. */
const AIR = Array.from({ length: 9 }, (_, i): TestStation => ({
  id: i + 1,
  kind: i < 4 ? 1 : 2,
  basis: 1,
  period: 60,
  x: X + (i % 3) * 2500,
  y: Y + Math.floor(i / 3) * 2500,
  county: 2,
  township: i < 4 ? 0 : 3,
  factors: [1, 2, 3, 4, 5, 6],
}));
const STACK: TestStation = { id: 20, kind: 6, basis: 1, period: 60, x: X, y: Y, factors: [67] };
const ALL = [...AIR, STACK];
const LIMIT = 50_000_000;

let server: TestStore;
let sequence = 1;
/** Whole minutes of the engine's own clock: what is late there has to be late here. */
let now = 0;
// eslint-disable-next-line no-restricted-syntax -- of the registry the checks use these members
const registry = {
  version: 1,
  plane,
  city: { timezone: 'Asia/Shanghai' },
  waters: [],
  regions: () =>
    new Map([
      [
        1,
        {
          id: 1,
          level: 'city',
          ring: [
            [114.9, 34.9],
            [115.2, 34.9],
            [115.2, 35.2],
            [114.9, 35.2],
          ] as const,
        },
      ],
      [2, { id: 2, level: 'county', ring: [] }],
      [3, { id: 3, level: 'township', ring: [] }],
    ]),
  stations: () => new Map(ALL.map((s) => [s.id, place(s)])),
  station: (id: number) => {
    const found = ALL.find((s) => s.id === id);
    return found && place(found);
  },
  limits: (id: number) =>
    id === 20
      ? [{ station: 20, factor: 67, statistic: 20, value: LIMIT, cold: null, source: 2000, effectiveFrom: 0 }]
      : [],
} as unknown as Registry;
const place = (s: TestStation) => ({
  ...s,
  kindId: s.kind,
  kind: s.kind === 1 ? 'national' : s.kind === 2 ? 'township' : 'enterprise',
  targetClass: 0,
  gas: null,
  standards: [],
});

const rows = new Map<TopicName, readonly AnyRow[]>();
const sink: LivePublisher = {
  upsert: () => undefined,
  replace: (topic, some) => void rows.set(topic, some),
  commit: async () => undefined,
};
/** What the screens are told may be falsified on its way. */
let falsify: (topic: TopicName, some: readonly AnyRow[]) => readonly AnyRow[] = (_topic, some) => some;
const heard = listenTo(sink, ['hotspots', 'regions']);
let ticker: Ticker;

const reading = (id: number, factor: number, time: number, value: number, flag = 'N'): TestReading => ({
  station: id,
  factor,
  statistic: 1,
  time,
  value,
  flag,
  sequence: (sequence += 1),
});

before(async () => {
  server = await startStore();
  await fillStandardTables(server.store, 1);
  await insertStations(server.store, ALL);
  await server.store.insert(
    'station_limits',
    ['station', 'factor', 'statistic', 'value', 'source', 'effective_from', 'version'],
    [[20, 67, 20, 50, 2000, 1, 1]],
  );
  await server.store.insert(
    'regions',
    ['region', 'level', 'version'],
    [
      [1, 1, 1],
      [2, 2, 1],
      [3, 3, 1],
    ],
  );
  now = Math.floor(Date.now() / 1000);
  const minutes = Array.from({ length: 130 }, (_, i) => now - (130 - i) * 60);
  await insertReadings(server.store, [
    ...AIR.flatMap(({ id }) =>
      [1, 2, 3, 4, 5, 6].flatMap((factor) =>
        minutes.map((time) =>
          reading(
            id,
            factor,
            time,
            factor === 6 ? 600_000 + id * 1000 : 30_000_000 + id * 4_000_000 + (time % 7) * 1000 + factor,
          ),
        ),
      ),
    ),
    ...minutes.map((time) => reading(20, 67, time, 80_000_000 + (time % 11))),
  ]);
  ticker = new Ticker({
    store: server.store,
    registry,
    slow: () => NO_ANSWERS,
    publisher: {
      upsert: () => undefined,
      commit: async () => undefined,
      replace: (topic, some) => heard.publisher.replace(topic, falsify(topic, some) as typeof some),
    },
  });
});
after(() => server.stop());

const newCheck = (): TickCheck =>
  new TickCheck(
    {
      store: server.store,
      registry,
      mostReadings: AUDIT_BOUNDS.mostReadings,
      mostUncertain: AUDIT_BOUNDS.mostUncertain,
    },
    heard.published,
    () => now * 1000,
  );

/** A tick with what came in since the one before, some of it after the audit's first look. */
async function tick(
  check: TickCheck,
  last: TickResult | null,
  plant: () => Promise<void> = async () => undefined,
): Promise<{ result: TickResult; disagreements: Disagreement[]; checked: Record<string, number> }> {
  await check.before(last?.exceedances ?? [], []);
  now += 5;
  await insertReadings(
    server.store,
    AIR.flatMap(({ id }) => [1, 2].map((factor) => reading(id, factor, now - 2, 90_000_000 + id))),
  );
  await plant();
  const result = await ticker.run(now * 1000);
  // After the tick, before the second look.
  await insertReadings(
    server.store,
    AIR.flatMap(({ id }) => [1, 2].map((factor) => reading(id, factor, now - 1, 95_000_000 + id))),
  );
  const { checks } = await check.after(result, result.at);
  return {
    result,
    disagreements: checks.flatMap((one) => one.disagreements),
    checked: Object.fromEntries(checks.map(({ kind, checked }) => [kind, checked])),
  };
}

test('what ticks wrote and published agrees with the readings that come in before, during and after them', async () => {
  const check = newCheck();
  let last: TickResult | null = null;
  for (let i = 0; i < 4; i += 1) {
    const { result, disagreements, checked } = await tick(check, last);
    last = result;
    assert.deepEqual(disagreements, []);
    assert.ok(checked['rolling']! >= 50, `${checked['rolling']} series`);
    assert.equal(checked['cell'], rows.get('hotspots')!.length);
    assert.ok(checked['cell'] > 20, `${checked['cell']} cells`);
    assert.ok(checked['ranking']! >= 1);
  }
});

test('a falsified base, cell, exceedance or limit is seen at the next tick', async () => {
  const check = newCheck();
  const first = await tick(check, null);
  const planted = async (plant: () => Promise<void>): Promise<Disagreement[]> =>
    (await tick(check, first.result, plant)).disagreements;

  falsify = (topic, some) =>
    topic !== 'hotspots' ? some : some.map((row, i) => (i === 3 ? { ...row, value: row['value']! + 1 } : row));
  assert.deepEqual(
    (await planted(async () => undefined)).map(({ kind, field, subject }) => [kind, field, subject]),
    [['cell', 'value', String(rows.get('hotspots')![3]!.key)]],
  );
  falsify = (_topic, some) => some;

  const stuck = await planted(() =>
    server.store.command(
      'write',
      `INSERT INTO exceedance_states SELECT * REPLACE (toInt64(value + 1000000) AS value,
        toUInt64(1000000000000) AS version) FROM exceedance_states FINAL WHERE station = 20`,
    ),
  );
  assert.deepEqual(
    stuck.map(({ kind, station, field }) => [kind, station, field]),
    [['ranking', 20, 'value']],
  );
  await server.store.command(
    'write',
    `ALTER TABLE exceedance_states DELETE WHERE version = 1000000000000 SETTINGS mutations_sync = 2`,
  );
  assert.deepEqual(await planted(async () => undefined), []);

  const wrongLimit = await planted(() =>
    server.store.command(
      'write',
      `INSERT INTO judge_bounds SELECT * REPLACE (40000000 AS limit_value)
        FROM judge_bounds WHERE station = 20 AND factor = 67`,
    ),
  );
  assert.deepEqual(
    wrongLimit.map(({ kind, field }) => [kind, field]),
    [['ranking', 'limit']],
  );
  await server.store.command(
    'write',
    `ALTER TABLE judge_bounds DELETE WHERE limit_value = 40000000 SETTINGS mutations_sync = 2`,
  );

  // A wrong sum of closed buckets falsifies the rolling hour, the cells around and what is ranked.
  const plantBase = (): Promise<Disagreement[]> =>
    planted(() =>
      server.store.command(
        'write',
        `INSERT INTO base SELECT * REPLACE (sum + 60000000 AS sum, version + 1000 AS version)
          FROM base FINAL WHERE station = 5 AND factor = 1`,
      ),
    );
  let wrongBase = await plantBase();
  // Where the rolling hour moved on to other buckets just then, the base was made anew and the plant is gone.
  if (wrongBase.length === 0) wrongBase = await plantBase();
  assert.deepEqual(
    wrongBase.filter(({ kind }) => kind === 'rolling').map(({ station, factor, field }) => [station, factor, field]),
    [[5, 1, 'sum']],
  );
  assert.ok(
    wrongBase.some(({ kind }) => kind === 'cell'),
    'the cells it speaks for',
  );
});

test('the closed hour of city, county and township follows from raw readings; a falsified one is seen', async () => {
  const hour = now - (now % 3600) - 3600;
  await server.store.command(
    'write',
    `INSERT INTO hours_now (hour, station, factor, version, value, sum, count, expected, valid, over, origin, head,
      reason, computed)
    SELECT hour, station, factor, 1, CAST(round(avg(v)) / 1e6, 'Decimal(18, 6)'), 0, count(), 60, 1, 0, 1, 1,
      'closed', now()
    FROM (
      SELECT hour, station, factor, toInt64(value * 1000000) AS v FROM readings FINAL
      WHERE hour = toDateTime(${hour}, 'UTC') AND station < 20)
    GROUP BY hour, station, factor`,
  );
  await ticker.reopen();
  await tick(newCheck(), null);
  const check = () =>
    checkRegions({
      store: server.store,
      registry,
      published: heard.published,
      mostReadings: 100_000,
      now: Date.now() + 120_000,
      random: Math.random,
      wanted: ['1', '2', '3'],
    });
  const right = await check();
  assert.deepEqual(right.disagreements, []);
  assert.ok(right.checked >= 2, `${right.checked} regions`);
  falsify = (topic, some) =>
    topic !== 'regions' ? some : some.map((row) => (row.key === 1 ? { ...row, aqi: row['aqi']! + 1 } : row));
  await tick(newCheck(), null);
  falsify = (_topic, some) => some;
  assert.deepEqual(
    (await check()).disagreements.map(({ subject, field }) => [subject, field]),
    [['1', 'aqi']],
  );
});
