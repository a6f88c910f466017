import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { startNats, startStore, until, type TestNats, type TestStore } from '../../test/harness/mod.ts';
import { ClickHouseError } from '@clickhouse/client';
import { encodeFrame } from '../../streams/sources/hj212/mod.ts';
import { formatCivilTime } from '../../streams/contracts/civil-time.ts';
import { GENERATION_STEP } from '../../streams/contracts/reading.ts';
import type { Store } from '../platform/store/mod.ts';
import { ensureStreams } from '../platform/streams.ts';
import { INGEST_BOUNDS } from './bounds.ts';
import { openRejectLog, type Rejected } from './reject-log.ts';
import { publishRejects } from './publish-rejects.ts';
import { rejectedFrame } from './rejects.ts';
import { hj212, openCity, station, ZONE, type TestCity } from '../../test/fixtures/test-city.ts';

/** What the store will never take must not hold up what it does take. */
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
beforeEach(async () => {
  await city?.close();
  for (const table of [
    'readings',
    'touched',
    'generations',
    'ingest_position',
    'unregistered_frames',
    'receipt_items',
    'device_records',
  ]) {
    await server.store.command('write', `TRUNCATE TABLE ${table}`);
  }
  city = await openCity({
    natsUrl: broker.url,
    store: server.store,
    stations: [1, 2].map((id) => station(id)),
    now: NOW,
  });
  for (const stream of ['FRAMES', 'REJECTS', 'COMMANDS']) await city.manager.streams.delete(stream);
  await ensureStreams(city.manager);
});

const frame = (device: string, minutesAgo: number, value: number): Buffer =>
  hj212({ device, time: NOW - minutesAgo * MINUTE, values: { a34004: [value, 'N'] } });
/** As a pushing door without the rule had it stored. */
const pushed = (device: string): Buffer =>
  Buffer.from(
    JSON.stringify({ device, items: [{ device, factor: 'a34004', time: '2026-11-22T04:29:00Z', value: 12 }] }),
  );
const count = async (table: string): Promise<number> =>
  Number((await server.store.rows<{ n: string }>('history', `SELECT count() AS n FROM ${table}`))[0]?.n);
const rejects = (): Promise<readonly Rejected[]> => openRejectLog(city).newest(50);

test('a pushed frame whose device is no text, taken by an older door, is a reject; the others are stored', async () => {
  await city.send(frame('DEV1', 3, 1), 'DEV1');
  await city.send(pushed('\ud800x'), 'x', { source: 'http', receipt: 'r-1' });
  await city.send(pushed('DEV2'), 'DEV2', { source: 'http', receipt: 'r-2' });
  const ingest = await city.ingest();
  await city.settled();
  await city.send(frame('DEV1', 1, 2), 'DEV1');
  await city.settled();
  assert.equal(await count('readings'), 3);
  assert.deepEqual(
    (await rejects()).map(({ source, reason }) => [source, reason]),
    [['http', 'bad_text']],
  );
  assert.deepEqual(await server.store.rows('history', `SELECT outcome FROM receipt_items WHERE receipt = 'r-1'`), [
    { outcome: 'bad_text' },
  ]);
  await ingest.close();
});

test("a device's own text is cut between characters, never through one", async () => {
  const text = `${'x'.repeat(999)}😀`;
  await city.send(
    encodeFrame({
      qn: `${formatCivilTime(NOW - MINUTE, ZONE)}000`,
      st: '22',
      cn: '3020',
      pw: '123456',
      mn: 'DEV1',
      flag: 5,
      cp: `DataTime=${formatCivilTime(NOW - MINUTE, ZONE)};PolId=${Buffer.from(text).toString('latin1')}`,
    }),
    'DEV1',
  );
  await city.send(frame('DEV1', 1, 2), 'DEV1');
  const ingest = await city.ingest();
  await city.settled();
  assert.equal(await count('readings'), 1);
  assert.deepEqual(await server.store.rows('history', 'SELECT code, length(text) AS length FROM device_records'), [
    { code: 'POLID', length: '999' },
  ]);
  await ingest.close();
});

/** A store as the real one, that refuses rows of one table by what they hold, with a code that is not known here. */
function picky(store: Store, table: string, code: string, isRefused: (row: readonly unknown[]) => boolean): Store {
  return {
    ...store,
    async insert(into, columns, rows) {
      if (into === table && rows.some(isRefused))
        throw new ClickHouseError({ message: 'of no use', code, type: 'SOMETHING_NEW' });
      await store.insert(into, columns, rows);
    },
  };
}

for (const code of ['25', '8888']) {
  test(`a row of another table, refused with code ${code}, is the only reject; the rest is written`, async () => {
    const store = picky(server.store, 'unregistered_frames', code, ([device]) => device === 'POISON');
    const ingest = await city.ingest({}, { store });
    for (let n = 1; n <= 40; n += 1)
      await city.send(frame(n === 17 ? 'POISON' : `NEW${n}`, n, n), n === 17 ? 'POISON' : `NEW${n}`);
    await city.send(frame('DEV1', 1, 2), 'DEV1');
    await city.settled();
    assert.deepEqual([await count('unregistered_frames'), await count('readings')], [39, 1]);
    const [told, ...others] = await rejects();
    assert.deepEqual(others, []);
    assert.deepEqual(
      [told?.reason, told?.source, told?.item, told?.device, (told?.frame ?? 0) % GENERATION_STEP],
      ['refused_by_store', 'hj212', 'unregistered_frames', 'POISON', 17],
    );
    assert.match(told?.preview ?? '', /MN=POISON/);
    assert.match(told?.detail ?? '', new RegExp(code));
    assert.deepEqual(ingest.notices(), []);
    await ingest.close();
  });
}

test('a reading that the store refuses is a reject with its frame, and not only a line of the log', async () => {
  const ingest = await city.ingest({ batchAge: 200 });
  // 1999 lies before the table's constraint; only a clock this wrong lets it through the decoder.
  city.clock.set(Date.UTC(1999, 11, 31, 22));
  for (let n = 1; n <= 30; n += 1) await city.send(frame('DEV1', n, n), 'DEV1', { received: NOW });
  await city.send(hj212({ device: 'DEV2', time: Date.UTC(1999, 11, 31, 21), values: { a34004: [1, 'N'] } }), 'DEV2', {
    received: Date.UTC(1999, 11, 31, 22),
  });
  await city.settled();
  assert.equal(await count('readings'), 30);
  const [told] = await rejects();
  assert.deepEqual(
    [told?.reason, told?.item, told?.device, (told?.frame ?? 0) % GENERATION_STEP],
    ['refused_by_store', 'readings a34004', 'DEV2', 31],
  );
  await ingest.close();
});

test('a table that takes no row is a fault of the store: notice within 3 s, no reject', async () => {
  await server.store.command('write', 'RENAME TABLE unregistered_frames TO unregistered_away');
  const ingest = await city.ingest({ retryPause: INGEST_BOUNDS.retryPause });
  try {
    for (let n = 1; n <= 5; n += 1) await city.send(frame('NEW1', n, n), 'NEW1');
    const begun = performance.now();
    await until('the notice', () => ingest.notices().includes('GL_INGEST_STALLED'));
    assert.ok(
      performance.now() - begun < 2_300,
      `${performance.now() - begun} ms, and the beat and the hub take up to 700 more`,
    );
    const [part] = ingest.parts();
    assert.equal(part?.state, 'down');
    assert.match(part?.detail ?? '', /^GL_INGEST_STALLED: unregistered_frames/);
  } finally {
    await server.store.command('write', 'RENAME TABLE unregistered_away TO unregistered_frames');
  }
  await city.settled();
  assert.deepEqual([await count('unregistered_frames'), (await rejects()).length], [5, 0]);
  assert.deepEqual(ingest.notices(), []);
  assert.equal(ingest.parts()[0]?.state, 'ready');
  await ingest.close();
});

test("a new kind of refusal that strikes every row is no row's fault", async () => {
  let isBroken = true;
  const ingest = await city.ingest({}, { store: picky(server.store, 'unregistered_frames', '8888', () => isBroken) });
  for (let n = 1; n <= 5; n += 1) await city.send(frame('NEW1', n, n), 'NEW1');
  await until('the notice', () => ingest.notices().includes('GL_INGEST_STALLED'));
  isBroken = false;
  await city.settled();
  assert.deepEqual([await count('unregistered_frames'), (await rejects()).length], [5, 0]);
  await ingest.close();
});

test('a reject whose texts are no texts is told all the same, bounded', async () => {
  const message = rejectedFrame(
    {
      ordinal: GENERATION_STEP + 1,
      stored: 0n,
      source: 'http',
      bytes: Buffer.from('x'),
      received: NOW,
      remote: 'a\r\nb\ud800',
      device: '\udc00'.repeat(5000),
      receipt: 'r\n',
    },
    { reason: 'bad_item', offset: 0, detail: `\ud800${'x'.repeat(100_000)}` },
  );
  await publishRejects(city.jetstream, [message]);
  const [told] = await rejects();
  assert.equal(told?.remote, 'a  b\ufffd');
  assert.ok((told?.detail.length ?? 0) < 1000 && told?.detail.isWellFormed());
});
