import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import pino from 'pino';
import { startNats, startStore, until, type TestNats, type TestStore } from '../../test/harness/mod.ts';
import { seriesKey } from '../../streams/contracts/factors.ts';
import { GENERATION_STEP } from '../../streams/contracts/reading.ts';
import { importPack, openRegistry } from '../registry/mod.ts';
import { ensureStreams } from '../platform/streams.ts';
import { hj212, openCity, packOf, station, type TestCity } from '../../test/fixtures/test-city.ts';

const NOW = Date.UTC(2026, 10, 22, 4, 30);
const MINUTE = 60_000;
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

/** A new stream, an empty store, the same small city. */
beforeEach(async () => {
  await city?.close();
  for (const table of [
    'readings',
    'touched',
    'generations',
    'ingest_position',
    'hours',
    'hours_now',
    'days',
    'days_now',
    'frame_marks',
    'second_readings',
    'clean_stops',
    'unregistered_frames',
    'receipt_items',
    'stations',
    'devices',
    'city_description',
  ]) {
    await server.store.command('write', `TRUNCATE TABLE ${table}`);
  }
  city = await openCity({
    natsUrl: broker.url,
    store: server.store,
    stations: [1, 2, 3].map((id) => station(id)),
    now: NOW,
  });
  for (const stream of ['FRAMES', 'REJECTS', 'COMMANDS']) {
    await city.manager.streams.delete(stream);
  }
  await ensureStreams(city.manager);
});

interface Observation {
  station: number;
  factor: number;
  time: string;
  value: string;
  flag: string;
  frames: string;
}
const said = (): Promise<Observation[]> =>
  server.store.rows<Observation>(
    'history',
    `
  SELECT station, factor, toString(time) AS time, toString(value) AS value, char(flag) AS flag,
    concat(toString(min(first) % ${GENERATION_STEP}), '-', toString(max(last) % ${GENERATION_STEP})) AS frames
  FROM readings GROUP BY station, factor, statistic, time, value, flag ORDER BY station, factor, time, min(first)`,
  );
const valid = async (): Promise<Record<string, string>> =>
  Object.fromEntries(
    (
      await server.store.rows<{ key: string; said: string }>(
        'history',
        `
  SELECT concat(toString(station), '/', toString(factor), '/', formatDateTime(time, '%H:%i')) AS key,
    argMax(concat(toString(value), char(flag)), (first, value, flag)) AS said
  FROM (SELECT station, factor, statistic, time, value, flag, min(first) AS first FROM readings
    GROUP BY station, factor, statistic, time, value, flag)
  GROUP BY station, factor, statistic, time ORDER BY key`,
      )
    ).map((row) => [row.key, row.said]),
  );
const frame = (
  id: number,
  minutesAgo: number,
  pm25: number | string,
  flag = 'N',
  more: Record<string, readonly [number, string]> = {},
): Buffer => hj212({ device: `DEV${id}`, time: NOW - minutesAgo * MINUTE, values: { a34004: [pm25, flag], ...more } });

test('a frame gives readings with flag, ordinal and arrival, and a latest value without the database', async () => {
  const ingest = await city.ingest();
  await city.send(frame(1, 1, 35.5, 'N', { a34002: [81, 'D'] }), 'DEV1', { received: NOW - 12_345 });
  await city.settled();
  assert.deepEqual(await said(), [
    { station: 1, factor: 1, time: '2026-11-22 04:29:00', value: '35.5', flag: 'N', frames: '1-1' },
    { station: 1, factor: 2, time: '2026-11-22 04:29:00', value: '81', flag: 'D', frames: '1-1' },
  ]);
  const [row] = await server.store.rows<{ received: string }>(
    'history',
    'SELECT DISTINCT toString(received) AS received FROM readings',
  );
  assert.equal(row?.received, '2026-11-22 04:29:47.655');
  const latest = ingest.publisher.tables.get('latest');
  assert.deepEqual(latest?.get(seriesKey(1, 1))?.['value'], 35_500);
  assert.deepEqual(latest?.get(seriesKey(1, 2))?.['flag'], 'D'.charCodeAt(0));
  await ingest.close();
});

test('the same frames again, in other batches and after restarts, change nothing', async () => {
  const frames = Array.from({ length: 60 }, (_, i) => frame(1 + (i % 3), 1 + Math.floor(i / 3), i * 1.25));
  for (const bytes of frames) await city.send(bytes, 'DEV1');
  const first = await city.ingest({ batchReadings: 7 });
  await city.settled();
  await first.close();
  const once = await valid();
  const hours = await server.store.rows('history', 'SELECT * FROM hours');
  assert.equal(Object.keys(once).length, 60);
  for (const [batchReadings, batchFrames] of [
    [1000, 3],
    [11, 1000],
  ] as const) {
    await server.store.command('write', 'TRUNCATE TABLE ingest_position');
    const again = await city.ingest({ batchReadings, batchFrames });
    await city.settled();
    await again.close();
    assert.deepEqual(await valid(), once);
  }
  for (const bytes of frames.slice(10, 40)) await city.send(bytes, 'DEV1');
  const resent = await city.ingest();
  await city.settled();
  await resent.close();
  assert.deepEqual(await valid(), once);
  assert.equal((await said()).length, 60, 'a re-sent frame adds no identity');
  assert.deepEqual(await server.store.rows('history', 'SELECT * FROM hours'), hours);
});

test('a correction wins, and the old frame sent again cannot undo it', async () => {
  const ingest = await city.ingest();
  await city.send(frame(1, 5, 400), 'DEV1');
  await city.settled();
  await city.send(frame(1, 5, 40), 'DEV1');
  await city.send(frame(1, 5, 400), 'DEV1');
  await city.settled();
  assert.deepEqual(await valid(), { '1/1/04:25': '40N' });
  assert.deepEqual(
    (await said()).map((row) => [row.value, row.frames]),
    [
      ['400', '1-3'],
      ['40', '2-2'],
    ],
  );
  await server.store.command('write', 'OPTIMIZE TABLE readings FINAL');
  assert.deepEqual(await valid(), { '1/1/04:25': '40N' });
  await ingest.close();
});

test('a correction of the flag alone withdraws the value', async () => {
  const ingest = await city.ingest();
  await city.send(frame(1, 5, 35, 'N'), 'DEV1');
  await city.send(frame(1, 5, 35, 'D'), 'DEV1');
  await city.settled();
  assert.deepEqual(await valid(), { '1/1/04:25': '35D' });
  await ingest.close();
});

test('a decoder that reads more out of the same frame adds exactly the difference', async () => {
  const thin = frame(1, 5, 35);
  const full = frame(1, 5, 35, 'N', { a34002: [81, 'N'], a21026: [7, 'N'] });
  await city.send(thin, 'DEV1');
  const before = await city.ingest();
  await city.settled();
  await before.close();
  // The same sequence now opens to more: the stream's only frame is replaced by one that the better decoder would have
  // read.
  await city.manager.streams.purge('FRAMES');
  await server.store.command('write', `ALTER TABLE ingest_position DELETE WHERE 1 SETTINGS mutations_sync = 2`);
  await city.send(full, 'DEV1');
  const after_ = await city.ingest();
  await city.settled();
  await after_.close();
  assert.deepEqual(await valid(), { '1/1/04:25': '35N', '1/2/04:25': '81N', '1/5/04:25': '7N' });
});

test('a stream created anew starts at 1 in a new generation, and what is said there is newer', async () => {
  const ingest = await city.ingest();
  for (let i = 1; i <= 20; i += 1) await city.send(frame(1, i, i), 'DEV1');
  await city.settled();
  await city.manager.streams.delete('FRAMES');
  await ensureStreams(city.manager);
  await city.send(frame(1, 1, 99), 'DEV1');
  await city.send(frame(2, 1, 5), 'DEV2');
  await city.settled();
  assert.equal((await valid())['1/1/04:29'], '99N');
  assert.equal((await valid())['2/1/04:29'], '5N');
  const generations = await server.store.rows<{ n: string; ordinal: string }>(
    'history',
    'SELECT toString(count()) AS n, toString(max(generation)) AS ordinal FROM generations FINAL',
  );
  assert.deepEqual(generations, [{ n: '2', ordinal: '2' }]);
  const [row] = await server.store.rows<{ last: string }>(
    'history',
    'SELECT toString(max(last)) AS last FROM readings',
  );
  assert.equal(Number(row?.last), 2 * GENERATION_STEP + 2);
  await ingest.close();
});

test("one batch over four days and a month's end goes in whole", async () => {
  const ingest = await city.ingest({ batchAge: 300 });
  for (let i = 0; i < 40; i += 1) await city.send(frame(1, i * 1440, 10 + i), 'DEV1');
  await city.settled();
  assert.equal(Object.keys(await valid()).length, 1, 'one time of day');
  assert.equal((await said()).length, 40);
  await ingest.close();
});

test('a row that the store refuses is left out alone, and the position moves on', async () => {
  const ingest = await city.ingest({ batchAge: 200 });
  // 1999 lies before the table's constraint; only a clock this wrong lets it through the decoder.
  city.clock.set(Date.UTC(1999, 11, 31, 22));
  for (let i = 0; i < 30; i += 1) await city.send(frame(1, i + 1, i), 'DEV1', { received: NOW });
  await city.send(hj212({ device: 'DEV2', time: Date.UTC(1999, 11, 31, 21), values: { a34004: [1, 'N'] } }), 'DEV2', {
    received: Date.UTC(1999, 11, 31, 22),
  });
  for (let i = 30; i < 50; i += 1) await city.send(frame(1, i + 1, i), 'DEV1', { received: NOW });
  await city.settled();
  assert.equal((await said()).length, 50);
  assert.match(await ingest.metrics.metrics(), /guanlan_ingest_rejects_total\{reason="refused_by_store"\} 1/);
  await ingest.close();
});

test('frames of an unknown device are kept, listed, and opened at its registration', async () => {
  const ingest = await city.ingest();
  for (let i = 1; i <= 12; i += 1)
    await city.send(hj212({ device: 'STRANGER', time: NOW - i * MINUTE, values: { a34004: [i, 'N'] } }), 'STRANGER');
  await city.send(frame(1, 1, 1), 'DEV1');
  await city.settled();
  const [listed] = await server.store.rows<Record<string, string>>(
    'history',
    'SELECT device, toString(frames) AS frames, last_st, last_remote FROM unregistered',
  );
  assert.deepEqual(listed, { device: 'STRANGER', frames: '12', last_st: '22', last_remote: '127.0.0.1:1' });
  const id = await city.registry.registerStation(
    {
      device: 'STRANGER',
      kind: 'township',
      names: { zh: '新站', en: 'new' },
      position: [115, 35],
      st: '22',
      factors: ['a34004'],
      period: 60,
      basis: 'rtd',
    },
    NOW + 1,
  );
  await city.send(hj212({ device: 'STRANGER', time: NOW, values: { a34004: [13, 'N'] } }), 'STRANGER');
  await until('its frames are opened', async () => (await said()).filter((row) => row.station === id).length === 13);
  assert.deepEqual(
    (await said())
      .filter((row) => row.station === id)
      .map((row) => row.frames)
      .sort()[0],
    '1-1',
  );
  assert.deepEqual(await server.store.rows('history', 'SELECT * FROM unregistered'), []);
  await ingest.close();
});

test('a mended registration opens kept frames with its own units, although the news of it never came', async () => {
  const ingest = await city.ingest();
  await city.registry.registerDevice({ device: 'DEV3', station: 3, units: { a34004: 'furlong' } }, NOW + 1);
  for (let i = 1; i <= 4; i += 1) await city.send(frame(3, i, 10 * i, 'N', { a34002: [i, 'N'] }), 'DEV3');
  await city.settled();
  assert.equal(
    (await said()).filter((row) => row.station === 3 && row.factor === 1).length,
    0,
    'its unit cannot be converted',
  );
  await city.registry.close();
  const elsewhere = await openRegistry(server.store, city.nats, pino({ level: 'silent' }));
  await elsewhere.registerDevice({ device: 'DEV3', station: 3 }, NOW + 2);
  await until(
    'its frames are opened again',
    async () => (await said()).filter((row) => row.station === 3 && row.factor === 1).length === 4,
  );
  await elsewhere.close();
  await ingest.close();
});

test('a new city pack with the device opens its kept frames as well, also those from before a restart', async () => {
  const first = await city.ingest();
  for (let i = 1; i <= 5; i += 1)
    await city.send(hj212({ device: 'DEV9', time: NOW - i * MINUTE, values: { a34004: [i, 'N'] } }), 'DEV9');
  await city.settled();
  await first.close();
  const second = await city.ingest({ rewind: 0 });
  await importPack(server.store, packOf([1, 2, 3, 9].map((id) => station(id))), NOW + 5);
  await city.registry.reload();
  await until('its frames are opened', async () => (await said()).filter((row) => row.station === 9).length === 5);
  await second.close();
});

test('a frame that cannot be opened goes to REJECTS once, with reason, offset and ordinal', async () => {
  const ingest = await city.ingest();
  const bad = Buffer.from(frame(1, 1, 35));
  bad[bad.length - 3] = bad[bad.length - 3] === 0x30 ? 0x31 : 0x30;
  await city.send(bad, 'DEV1');
  await city.settled();
  await ingest.close();
  await server.store.command('write', 'TRUNCATE TABLE ingest_position');
  const again = await city.ingest();
  await city.settled();
  await again.close();
  const info = await city.manager.streams.info('REJECTS');
  assert.equal(info.state.messages, 1);
  const message = await city.manager.streams.getMessage('REJECTS', { seq: 1 });
  assert.equal(message?.subject, 'rejects.hj212.bad_crc');
  assert.equal(message?.header.get('Gl-Sequence'), '1');
  assert.deepEqual(Buffer.from(message.data), bad);
});

test('a push leaves its outcome per frame and item under its receipt', async () => {
  const ingest = await city.ingest();
  const items = [
    { device: 'DEV1', factor: 'a34004', time: '2026-11-22T04:29:00Z', value: 12 },
    { device: 'DEV1', factor: 'a34004', time: '2020-01-01T00:00:00Z', value: 12 },
  ];
  await city.send(Buffer.from(JSON.stringify({ device: 'DEV1', items })), 'DEV1', { source: 'http', receipt: 'r-1' });
  await city.send(Buffer.from(JSON.stringify({ device: 'NOBODY', items: [] })), 'NOBODY', {
    source: 'http',
    receipt: 'r-1',
  });
  await city.settled();
  const rows = await server.store.rows<Record<string, string | number>>(
    'history',
    `SELECT device, item, outcome, readings FROM receipt_items FINAL WHERE receipt = 'r-1' ORDER BY ordinal, item`,
  );
  assert.deepEqual(rows, [
    { device: 'DEV1', item: '', outcome: 'opened', readings: 1 },
    { device: 'DEV1', item: 'a34004', outcome: 'time_out_of_range', readings: 0 },
    { device: 'NOBODY', item: '', outcome: 'unregistered', readings: 0 },
  ]);
  await ingest.close();
});

test('a work process that starts again gives the live stream what the store knows', async () => {
  const first = await city.ingest();
  await city.send(frame(1, 3, 12.5), 'DEV1');
  await city.send(frame(1, 2, -7, 'D'), 'DEV1');
  await city.settled();
  await first.close();
  const second = await city.ingest({ rewind: 0 });
  await until('the latest value', () => second.publisher.tables.get('latest')?.has(seriesKey(1, 1)) ?? false);
  assert.deepEqual(second.publisher.tables.get('latest')?.get(seriesKey(1, 1)), {
    key: seriesKey(1, 1),
    value: -7000,
    time: (NOW - 2 * MINUTE - Date.UTC(2020, 0, 1)) / 1000,
    flag: 'D'.charCodeAt(0),
  });
  await second.close();
});

test('the store killed and the broker restarted under load: nothing lost, nothing twice', async () => {
  const ingest = await city.ingest({ batchReadings: 50, heldReadings: 200 });
  let sent = 0;
  const send = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i += 1) {
      sent += 1;
      await city.send(
        hj212({ device: `DEV${1 + (sent % 3)}`, time: NOW - sent * 1000, values: { a34004: [sent, 'N'] } }),
        'DEV1',
      );
    }
  };
  await send(200);
  await server.kill();
  await send(600);
  await until(
    'pulling stops at the bound',
    () => Number(ingest.parts()[0]?.figures?.['heldReadings']) >= 200,
    5000,
  ).catch(() => undefined);
  assert.ok(Number(ingest.parts()[0]?.figures?.['heldReadings']) < 400);
  await server.restart();
  await send(100);
  await broker.restart();
  await send(100);
  await city.settled();
  assert.equal((await said()).length, 1000);
  await ingest.close();
});
