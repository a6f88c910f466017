import assert from 'node:assert/strict';
import { join } from 'node:path';
import { statSync, truncateSync } from 'node:fs';
import { after, before, beforeEach, test } from 'node:test';
import pino from 'pino';
import { startNats, startStore, until, type TestNats, type TestStore } from '../../test/harness/mod.ts';
import { hj212, openCity, packOf, station, type TestCity } from '../../test/fixtures/test-city.ts';
import { importPack, registryGaps } from '../registry/mod.ts';
import { ensureStreams } from '../platform/streams.ts';
import { watchStoreDamage, type StoreDamage } from './store-damage.ts';

const NOW = Date.UTC(2026, 10, 22, 4, 30);
const PACK = [1, 2, 3].map((id) => station(id));
let broker: TestNats;
let server: TestStore;
let city: TestCity;
before(async () => {
  broker = await startNats();
});
after(async () => {
  await city?.close();
  await broker.stop();
  await server?.stop();
});
beforeEach(async () => {
  await city?.close();
  await server?.stop();
  server = await startStore();
  city = await openCity({ natsUrl: broker.url, store: server.store, stations: PACK, now: NOW });
  for (const stream of ['FRAMES', 'REJECTS', 'COMMANDS']) await city.manager.streams.delete(stream);
  await ensureStreams(city.manager);
});

/** Half of the values of every active part of the table, as after a power cut. */
async function truncate(table: string): Promise<number> {
  const parts = await server.store.rows<{ path: string }>(
    'history',
    `SELECT path FROM system.parts WHERE database = currentDatabase() AND table = {table:String} AND active`,
    { table },
  );
  await server.kill();
  for (const { path } of parts)
    truncateSync(join(path, 'data.bin'), Math.floor(statSync(join(path, 'data.bin')).size / 2));
  await server.restart();
  return parts.length;
}
const send = async (from: number, to: number): Promise<void> => {
  for (let n = from; n <= to; n += 1)
    await city.send(
      hj212({ device: `DEV${1 + (n % 3)}`, time: NOW - n * 1000, values: { a34004: [n, 'N'] } }),
      `DEV${1 + (n % 3)}`,
    );
};
const identities = async (): Promise<string[]> =>
  (
    await server.store.rows<{ row: string }>(
      'history',
      `SELECT concat(toString(station), ' ', toString(value), ' ', toString(min(first))) AS row
  FROM readings GROUP BY station, factor, statistic, time, value, flag ORDER BY row`,
    )
  ).map(({ row }) => row);
const watch = (
  ingest: Awaited<ReturnType<TestCity['ingest']>>,
  importAgain: (() => Promise<void>) | null = null,
): StoreDamage =>
  watchStoreDamage(
    { store: server.store, clock: city.clock, log: pino({ level: process.env['GUANLAN_LOG_LEVEL'] ?? 'silent' }) },
    { ingest, importAgain },
  );

test('truncated parts of readings are reported, their frames read again once, and every row is as it was', async () => {
  const first = await city.ingest({ batchReadings: 25 });
  await send(1, 300);
  await city.settled();
  const whole = await identities();
  assert.equal(whole.length, 300);
  await first.close();
  assert.ok((await truncate('readings')) > 0);
  assert.ok((await identities()).length < 300, 'the engine starts without them');
  const second = await city.ingest({ batchReadings: 25, secondReadingRest: 5 });
  const damage = watch(second);
  await damage.check();
  assert.deepEqual(damage.notices(), ['GL_STORE_PART_BROKEN']);
  assert.match(damage.parts()[0]?.detail ?? '', /GL_STORE_PART_BROKEN: readings\/broken-on-start_/);
  await until('they are read again', () => damage.notices().length === 0);
  assert.deepEqual(await identities(), whole, 'with their own ordinals');
  assert.equal(damage.parts()[0]?.state, 'ready');
  assert.match(String(damage.parts()[0]?.figures?.['parts']), /readings\/broken-on-start_/, 'it stays listed');
  const read = (ingest: typeof second): number =>
    Number(ingest.parts().find(({ part }) => part === 'second-reading')?.figures?.['framesRead']);
  assert.ok(read(second) >= 300);
  await damage.close();
  await second.close();
  const third = await city.ingest();
  const later = watch(third);
  await later.check();
  await city.settled();
  assert.deepEqual([later.notices(), read(third)], [[], 0], 'a later start does not read them once more');
  await later.close();
  await third.close();
});

test('a damaged part of stations is reported and restored from the city pack, if there is one', async () => {
  const ingest = await city.ingest();
  await send(1, 9);
  await city.settled();
  await truncate('stations');
  assert.equal(
    (await server.store.rows<{ n: string }>('history', 'SELECT toString(count()) AS n FROM stations'))[0]?.n,
    '0',
  );
  assert.deepEqual(await registryGaps(server.store), [{ table: 'stations', missing: 3 }]);
  const without = watch(ingest);
  await without.check();
  assert.deepEqual(without.notices(), ['GL_STORE_PART_BROKEN', 'GL_REGISTRY_DAMAGED']);
  assert.equal(without.parts()[0]?.state, 'degraded');
  assert.match(without.parts()[0]?.detail ?? '', /missing 3 of stations/);
  await without.close();
  const damage = watch(ingest, async () => {
    await importPack(server.store, packOf(PACK), NOW, true);
    await city.registry.reload();
  });
  await damage.check();
  assert.deepEqual([damage.notices(), damage.parts()[0]?.state], [[], 'ready']);
  assert.equal(city.registry.stations().size, 3);
  await damage.close();
  await ingest.close();
});

test('a registry all of whose tables are empty is not believed while readings speak of stations', async () => {
  const ingest = await city.ingest();
  await send(1, 9);
  await city.settled();
  for (const table of ['stations', 'devices', 'regions', 'city_description'])
    await server.store.command('write', `TRUNCATE TABLE ${table}`);
  assert.deepEqual(await registryGaps(server.store), [{ table: 'stations', missing: 3 }]);
  await ingest.close();
});

test('an importing again of an undamaged device keeps what a person changed of it', async () => {
  await city.registry.setTolerance('DEV1', 3, NOW + 1);
  await server.store.command('write', 'TRUNCATE TABLE stations');
  await importPack(server.store, packOf(PACK), NOW + 2, true);
  await city.registry.reload();
  assert.equal(city.registry.byDevice('DEV1')?.tolerance, 3);
});

test('five minutes before the position are read again after an unclean stop, not after a clean one', async () => {
  const lost = async (): Promise<void> => {
    await server.store.command('write', 'ALTER TABLE readings DELETE WHERE value <= 50 SETTINGS mutations_sync = 2');
    assert.equal((await identities()).length, 70);
  };
  const first = await city.ingest({ rewind: 20 });
  await send(1, 120);
  await city.settled();
  const whole = await identities();
  await first.close();
  await lost();
  const clean = await city.ingest({ rewind: 20 });
  await city.settled();
  assert.deepEqual(clean.parts().find(({ part }) => part === 'second-reading')?.figures?.['pending'], 0);
  await clean.close();
  const unclean = await city.ingest({ rewind: 20 }, { boot: 'another boot' });
  await until('they are there', async () => (await identities()).length === 120);
  assert.deepEqual(await identities(), whole);
  assert.equal(
    (await unclean.metrics.getSingleMetricAsString('guanlan_ingest_missed_frames_total')).includes('total 0'),
    true,
  );
  await unclean.close();
});
