import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import { Registry as Metrics } from 'prom-client';
import { partly, startStore, until, type TestStore } from '../../test/harness/mod.ts';
import { TOPICS, type AnyRow, type TopicName } from '../../streams/live/mod.ts';
import { REGISTRY_CHANGED } from '../../streams/contracts/subjects.ts';
import { metricPlane } from '../../streams/contracts/projection.ts';
import type { Registry } from '../registry/mod.ts';
import type { RoleContext } from '../platform/running.ts';
import { askExcluded } from './excluded-answers.ts';
import { exceedancesOf } from './exceedance-question.ts';
import { hotspotsOf } from './hotspot-question.ts';
import { insertReadings, insertStations, type TestStation } from '../../test/oracle/rolling-oracle.ts';
import { startWindows } from './start-windows.ts';
import { tickInstantOf } from './tick-instant.ts';
import type { TickResult } from './tick-result.ts';
import { TICK_TOPICS } from './tick-topics.ts';

let server: TestStore;
before(async () => {
  server = await startStore();
});
after(() => server.stop());

const plane = metricPlane(116);
const stations: TestStation[] = [0, 1, 2, 3].map((i) => ({
  id: i + 1,
  kind: 1,
  basis: 1,
  period: 60,
  x: 500_500 + i * 2000,
  y: 3_900_500,
  county: 2,
  isPublic: 1,
}));
const ring = [
  [498_000, 3_898_000],
  [510_000, 3_898_000],
  [510_000, 3_904_000],
  [498_000, 3_904_000],
].map(([x, y]) => plane.toDegrees(x!, y!));
const registry = partly<Registry>({
  version: 1,
  plane,
  city: { timezone: 'Asia/Shanghai' },
  waters: [],
  stations: () =>
    new Map(stations.map((s) => [s.id, { ...s, kind: 'national', isPublic: true, township: 0, river: null }])),
  regions: () =>
    new Map([
      [1, { id: 1, level: 'city', ring }],
      [2, { id: 2, level: 'county', ring: [] }],
    ]),
});

/** Refuses what a live topic cannot carry, as the real one does. */
class Recorder {
  leader = true;
  commits = 0;
  readonly topics = new Map<TopicName, readonly AnyRow[]>();
  isLeader(): boolean {
    return this.leader;
  }
  upsert(): void {}
  replace(topic: TopicName, rows: readonly AnyRow[]): void {
    for (const row of rows) {
      const { key } = row;
      assert.ok(Number.isInteger(key) && key >= 0 && key < 2 ** 32, `${topic} key ${key}`);
      assert.equal(Object.keys(row).length, TOPICS[topic].columns.length + 1, topic);
      for (const { name } of TOPICS[topic].columns) {
        const value = row[name] ?? null;
        assert.ok(
          value === null || (Number.isInteger(value) && Math.abs(value) < 2 ** 31),
          `${topic}.${name} ${value}`,
        );
      }
    }
    this.topics.set(topic, rows);
  }
  async commit(topics: readonly TopicName[]): Promise<void> {
    if (topics.includes('hotCells')) return;
    assert.deepEqual(topics, TICK_TOPICS);
    this.commits += 1;
  }
}

test('the leader ticks, skips instead of queueing, goes on after the store died; a standby asks nothing', async () => {
  await insertStations(server.store, stations);
  const present = Math.floor(Date.now() / 1000);
  await insertReadings(
    server.store,
    stations.flatMap(({ id }) =>
      [1, 2, 3, 4, 5, 6].flatMap((factor) =>
        Array.from({ length: 60 }, (_, i) => ({
          station: id,
          factor,
          statistic: 1,
          time: present - i * 60 - 3,
          value: factor === 4 ? 320_000_000 : factor === 6 ? 1_000_000 : 40_000_000 + id * 1_000_000,
          flag: 'N',
          sequence: i,
        })),
      ),
    ),
  );
  const publisher = new Recorder();
  publisher.leader = false;
  const metrics = new Metrics();
  const ticks: TickResult[] = [];
  let slowness = 700;
  let offset = 0;
  const told: string[] = [];
  const context = partly<RoleContext>({
    nats: { publish: (subject: string) => told.push(subject) },
    config: { tickMs: 250 },
    clock: { now: () => Date.now() + offset, monotonic: () => performance.now() },
    log: pino({ level: 'silent' }),
    store: server.store,
    metrics,
  });
  const windows = await startWindows(context, {
    publisher,
    registry,
    onTick: async (result) => {
      ticks.push(result);
      await pause(slowness);
    },
  });
  try {
    await pause(600);
    assert.equal(publisher.commits, 0);
    publisher.leader = true;
    await until('two ticks', () => ticks.length >= 2, 60_000);
    slowness = 0;
    assert.deepEqual(told, [REGISTRY_CHANGED], 'every registry hears once of the national limits');
    const skipped = await metrics.getSingleMetric('guanlan_tick_skipped_total')!.get();
    assert.ok(skipped.values[0]!.value > 0);

    const [row] = publisher.topics.get('air')!;
    // NO2 320 µg/m³ as an hourly mean: IAQI 100 + ceil(50 x 120 / 500) = 112, the primary pollutant.
    assert.deepEqual([row!['state'], row!['aqi'], row!['level'], row!['primary']], [1, 112, 3, 1 << 3]);
    assert.equal(publisher.topics.get('regions')!.length, 2);
    assert.deepEqual(
      ticks.at(-1)!.exceedances.map((e) => [e.rank, e.station, e.factor, e.multipleHundredths]),
      [1, 2, 3, 4].map((station) => [1, station, 4, 60]),
    );
    assert.equal((await exceedancesOf(server.store)).length, 4);
    assert.ok((await askExcluded(server.store, 100)).every((e) => e.reason === 2));
    const [weights] = await server.store.rows<{ generation: string }>(
      'history',
      'SELECT toString(generation) AS generation FROM cell_weights WHERE size = 500 LIMIT 1',
    );
    const { tick, since } = tickInstantOf(ticks.at(-1)!.at);
    const generation = weights!.generation;
    const cells = await hotspotsOf(server.store, { tick, at: since, factor: 4, size: 500, generation });
    assert.ok(cells.length > 200 && cells.filter((cell) => cell.support === 0).length === 4);
    await until('the analysis of a tick', () => (publisher.topics.get('hotCells')?.length ?? 0) > 0, 60_000);
    assert.ok(
      publisher.topics.get('hotCells')!.every((row) => row['class'] === 0),
      'one value everywhere: no cell is hot',
    );
    assert.ok(cells.every((cell) => cell.mean === 320_000_000 && cell.iaqi === 112));
    assert.deepEqual(windows.parts()[0]!.state, 'ready');

    await server.kill();
    await until('the part says so', () => windows.parts()[0]!.state === 'degraded', 60_000);
    await server.restart();
    const before = ticks.length;
    await until('ticks again', () => ticks.length > before && windows.parts()[0]!.state === 'ready', 60_000);

    // The wall clock jumps a minute back: everything of the hour is closed again and the answer is as if it had always
    // been so.
    offset = -60_000;
    const jumped = ticks.length;
    await until('a tick after the jump', () => ticks.length > jumped + 1, 60_000);
    assert.ok(ticks.slice(jumped).some((t) => t.work.closed >= 10));
  } finally {
    await windows.close();
  }
});
