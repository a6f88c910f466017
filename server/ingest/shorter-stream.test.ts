import assert from 'node:assert/strict';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { startNats, startStore, until, type TestNats, type TestStore } from '../../test/harness/mod.ts';
import { openFrameSource } from '../explain/mod.ts';
import { ensureStreams, streamIdentity } from '../platform/streams.ts';
import { hj212, openCity, station, type TestCity } from '../../test/fixtures/test-city.ts';

const NOW = Date.UTC(2026, 10, 22, 4, 30);
let broker: TestNats;
let server: TestStore;
let city: TestCity;
before(async () => {
  [broker, server] = await Promise.all([startNats(), startStore()]);
});
after(async () => {
  await city?.close();
  await broker.stop();
  await server.stop();
});

beforeEach(async () => {
  await city?.close();
  const tables = await server.store.rows<{ name: string }>(
    'history',
    `SELECT name FROM system.tables
    WHERE database = currentDatabase() AND name IN ('readings', 'touched', 'generations', 'ingest_position',
      'frame_marks', 'second_readings', 'clean_stops', 'unregistered_frames')`,
  );
  for (const { name } of tables) await server.store.command('write', `TRUNCATE TABLE ${name}`);
  city = await openCity({ natsUrl: broker.url, store: server.store, stations: [station(1)], now: NOW });
  for (const stream of ['FRAMES', 'REJECTS', 'COMMANDS']) await city.manager.streams.delete(stream);
  await ensureStreams(city.manager);
});

/** Frame number n: its value is n, its time n seconds before now. */
const send = async (from: number, to: number, device = 'DEV1'): Promise<void> => {
  for (let n = from; n <= to; n += 1)
    await city.send(hj212({ device, time: NOW - n * 1000, values: { a34004: [n, 'N'] } }), device);
};
const values = async (): Promise<number[]> =>
  (
    await server.store.rows<{ value: string }>(
      'history',
      'SELECT DISTINCT toString(value) AS value FROM readings ORDER BY readings.value',
    )
  ).map(({ value }) => Number(value));
const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);
const streams = (): string => join(broker.directory, 'js');

/** The broker loses what came to it since `keep` was called: as after a power cut, its directory is an older one. */
const keep = async (): Promise<{ cut(): Promise<void> }> => {
  const copy = join(broker.directory, 'older');
  rmSync(copy, { recursive: true, force: true });
  await broker.kill('SIGTERM');
  cpSync(streams(), copy, { recursive: true });
  await broker.restart();
  return {
    async cut() {
      await broker.kill();
      rmSync(streams(), { recursive: true });
      cpSync(copy, streams(), { recursive: true });
      await broker.restart();
    },
  };
};
const isBack = (): Promise<boolean> =>
  city.manager.streams.info('FRAMES').then(
    () => true,
    () => false,
  );
const told = async (): Promise<number[]> =>
  (
    await server.store.rows<{ generation: number }>(
      'history',
      'SELECT generation FROM generations FINAL ORDER BY generation',
    )
  ).map(({ generation }) => generation);

test('a stream shorter than the position: kept frames are read again, new ones too, screens show it', async () => {
  const first = await city.ingest();
  await send(1, 40);
  await city.settled();
  const older = await keep();
  await until('the broker is back', isBack);
  await send(41, 100);
  await city.settled();
  await first.close();
  await server.store.command('write', `ALTER TABLE readings DELETE WHERE value <= 30 SETTINGS mutations_sync = 2`);
  const created = streamIdentity(await city.manager.streams.info('FRAMES'));
  await older.cut();
  await until('the broker is back', isBack);
  const info = await city.manager.streams.info('FRAMES');
  assert.deepEqual([info.state.last_seq, streamIdentity(info)], [40, created], 'the same stream, shorter');
  await send(101, 110);
  const second = await city.ingest({ streamCutNotice: 600_000 });
  await until('every acknowledged frame is read', async () => (await values()).length === 110, 20_000);
  assert.deepEqual(await values(), upTo(110));
  assert.ok(second.notices().includes('GL_POSITION_BEYOND_STREAM'));
  await until('all is read again', () => second.parts().every(({ state }) => state === 'ready'));
  assert.deepEqual(await told(), [1, 2]);
  await send(111, 120);
  await until('it goes on', async () => (await values()).length === 120);
  await second.close();
  const third = await city.ingest({ streamCutNotice: 600_000 });
  await city.settled();
  assert.deepEqual(third.notices(), [], 'a start after it has nothing to tell');
  assert.deepEqual(await told(), [1, 2]);
  await third.close();
});

test('a stream that has grown past the old position: another message is there, and nothing is skipped', async () => {
  const first = await city.ingest();
  await send(1, 40);
  await city.settled();
  const older = await keep();
  await until('the broker is back', isBack);
  await send(41, 100);
  await city.settled();
  await first.close();
  await older.cut();
  await until('the broker is back', isBack);
  await send(201, 300);
  const second = await city.ingest({ streamCutNotice: 600_000 });
  await city.settled();
  await until('every frame of after the cut', async () => (await values()).filter((n) => n > 200).length === 100);
  assert.ok(second.notices().includes('GL_POSITION_BEYOND_STREAM'));
  await second.close();
});

test('while ingest runs: the broker comes back shorter, and what devices send meanwhile is read', async () => {
  const ingest = await city.ingest({ marksEvery: 0 });
  await send(1, 40);
  await city.settled();
  const older = await keep();
  await until('the broker is back', isBack);
  await send(41, 100);
  await city.settled();
  await older.cut();
  await until('the broker is back', isBack);
  await send(201, 290);
  await until(
    'every frame of after the cut',
    async () => (await values()).filter((n) => n > 200).length === 90,
    30_000,
  );
  await ingest.close();
});

test('an ordinal of a lost message names no other one; an ordinal from before the cut names its own', async () => {
  const first = await city.ingest({ marksEvery: 0 });
  await send(1, 40);
  await city.settled();
  const older = await keep();
  await until('the broker is back', isBack);
  await send(41, 60);
  await city.settled();
  await first.close();
  await older.cut();
  await until('the broker is back', isBack);
  await send(101, 130);
  const second = await city.ingest();
  await until('read', async () => (await values()).filter((n) => n > 100).length === 30);
  const ordinal = async (value: number): Promise<number> =>
    Number(
      (
        await server.store.rows<{ first: string }>(
          'history',
          'SELECT toString(min(first)) AS first FROM readings WHERE value = {value:UInt32}',
          { value },
        )
      )[0]?.first,
    );
  const source = openFrameSource({ manager: city.manager, store: server.store });
  const [before_, lost, fresh] = await source.frames([await ordinal(20), await ordinal(50), await ordinal(110)]);
  assert.deepEqual([before_?.isKept, lost?.isKept, fresh?.isKept], [true, false, true]);
  assert.match(before_?.text ?? '', /a34004-Rtd=20,/);
  assert.match(fresh?.text ?? '', /a34004-Rtd=110,/);
  await second.close();
});

test('a position of an earlier release, which names no message, is believed while the stream reaches it', async () => {
  const first = await city.ingest();
  await send(1, 40);
  await city.settled();
  await first.close();
  for (const table of ['ingest_position', 'frame_marks', 'clean_stops'])
    await server.store.command('write', `TRUNCATE TABLE ${table}`);
  await server.store.insert(
    'ingest_position',
    ['partitions', 'generation', 'sequence', 'written'],
    [['*', 1, 40, '2026-11-22 00:00:00']],
  );
  const second = await city.ingest({ rewind: 0, rewindTime: 0 });
  await send(41, 50);
  await city.settled();
  assert.deepEqual(await told(), [1]);
  await second.close();
  await server.store.command('write', 'TRUNCATE TABLE ingest_position');
  await server.store.insert(
    'ingest_position',
    ['partitions', 'generation', 'sequence', 'written'],
    [['*', 1, 500, '2026-11-22 00:00:00']],
  );
  await server.store.command('write', 'TRUNCATE TABLE readings');
  const third = await city.ingest();
  await until('all is read again', async () => (await values()).length === 50);
  assert.deepEqual(await told(), [1, 2]);
  await third.close();
});
