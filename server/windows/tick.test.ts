import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startStore, type TestStore } from '../../test/harness/mod.ts';
import { metricPlane } from '../../streams/projection.ts';
import type { LivePublisher, LiveRow, TopicName } from '../../streams/live/topics.ts';
import type { Registry } from '../registry/mod.ts';
import { fillStandardTables } from './standard-tables.ts';
import { insertReadings, insertStations, type TestReading, type TestStation } from './rolling-twin.ts';
import { Ticker } from './tick.ts';

let server: TestStore;
before(async () => { server = await startStore(); });
after(() => server.stop());

test('a tick', async () => {
  const stations: TestStation[] = [{ id: 1, kind: 1, basis: 1, period: 60, x: 500_000, y: 3_900_000, county: 2 }];
  await insertStations(server.store, stations);
  await fillStandardTables(server.store, 1);
  const registry = { version: 1, plane: metricPlane(116), city: null, waters: [], stations: () => new Map(), regions: () => new Map() } as unknown as Registry;
  const topics = new Map<TopicName, readonly LiveRow[]>();
  const publisher: LivePublisher = { upsert: () => undefined, replace: (t, r) => void topics.set(t, r), commit: async () => undefined };
  const ticker = new Ticker({ store: server.store, registry, publisher, slow: () => ({ cityHours: [], cityDays: [], standing: new Map() }) });
  const now = Math.floor(Date.now() / 1000);
  const rs: TestReading[] = Array.from({ length: 60 }, (_, i) => ({ station: 1, factor: 1, statistic: 1, time: now - i * 60 - 5, value: 36e6, flag: 'N', sequence: i }));
  await insertReadings(server.store, rs);
  await ticker.run(now * 1000);
  console.log(topics);
  assert.ok(topics);
});
