import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { startNats, startStore, until, type TestNats, type TestStore } from '../../test/harness/mod.ts';
import { TimeRefusals } from './time-refusals.ts';
import { hj212, openCity, station, type TestCity } from '../../test/fixtures/test-city.ts';

const NOW = Date.UTC(2026, 10, 22, 4, 30);
const MINUTE = 60_000;
const DEVICES = [1, 2, 3, 4];
let broker: TestNats;
let server: TestStore;
let city: TestCity;
before(async () => {
  [broker, server] = await Promise.all([startNats(), startStore()]);
  city = await openCity({
    natsUrl: broker.url,
    store: server.store,
    stations: DEVICES.map((id) => station(id)),
    now: NOW,
  });
});
afterEach(() => city.clock.set(NOW));
after(async () => {
  await city.close();
  await broker.stop();
  await server.stop();
});

const kept = async (): Promise<string[]> =>
  (
    await server.store.rows<{ key: string }>(
      'history',
      `SELECT concat(toString(station), ' ', formatDateTime(time, '%H:%i'), ' ', toString(value)) AS key
        FROM readings GROUP BY station, factor, statistic, time, value ORDER BY station, time`,
    )
  ).map(({ key }) => key);
/**
 * As the gateway hands it on while the machine's clock is off by `error`: what the device says is right, the arrival is
 * not.
 */
const say = (id: number, at: number, value: number, error = 0): Promise<number> =>
  city.send(hj212({ device: `DEV${id}`, time: at, values: { a34004: [value, 'N'] } }), `DEV${id}`, {
    received: at + 2_000 + error,
  });
const rejects = async (): Promise<number> => (await city.manager.streams.info('REJECTS')).state.messages;

test('live frames refused by a clock ten minutes behind are stored once it is right again, nothing else', async () => {
  let jump: (ms: number) => void = () => undefined;
  const ingest = await city.ingest(
    {},
    {
      onClockJump: (listener) => {
        jump = listener;
        return () => undefined;
      },
    },
  );
  await say(1, NOW - MINUTE, 10);
  await city.settled();
  assert.deepEqual(ingest.notices(), []);

  city.clock.set(NOW - 10 * MINUTE);
  jump(-10 * MINUTE);
  for (const id of DEVICES) await say(id, NOW, 20 + id, -10 * MINUTE);
  // A device whose own clock runs a day ahead stays refused, whatever ours does.
  await city.send(hj212({ device: 'DEV4', time: NOW + 86_400_000, values: { a34004: [99, 'N'] } }), 'DEV4', {
    received: NOW - 10 * MINUTE,
  });
  await city.settled();
  assert.deepEqual(await kept(), ['1 04:29 10']);
  // Devices go on: the clock is judged by the frames after a jump was taken in, and that may be later than the first of
  // them.
  await until('the doubt is told', async () => {
    if (ingest.notices().includes('GL_CLOCK_WRONG')) return true;
    for (const id of DEVICES) await say(id, NOW, 20 + id, -10 * MINUTE);
    return false;
  });
  await city.settled();
  const told = await rejects();
  assert.ok(told >= DEVICES.length);

  city.clock.set(NOW + MINUTE);
  jump(10 * MINUTE);
  await until('what was refused', async () => (await kept()).length === 1 + DEVICES.length);
  assert.deepEqual(await kept(), ['1 04:29 10', '1 04:30 21', '2 04:30 22', '3 04:30 23', '4 04:30 24']);
  const [arrival] = await server.store.rows<{ received: string }>(
    'history',
    `SELECT toString(max(received)) AS received FROM readings WHERE value = 22`,
  );
  assert.equal(arrival?.received, '2026-11-22 04:30:02.000', 'the arrival is what a right clock would have written');
  assert.equal(await rejects(), told, 'nothing is refused twice');
  assert.deepEqual(ingest.notices(), []);
  await ingest.close();
});

test('at most the newest frames of the bound are opened again', async () => {
  let jump: (ms: number) => void = () => undefined;
  const ingest = await city.ingest(
    { clockFrames: 2 },
    {
      onClockJump: (listener) => {
        jump = listener;
        return () => undefined;
      },
    },
  );
  const before = (await kept()).length;
  city.clock.set(NOW - 60 * MINUTE);
  for (const id of DEVICES) await say(id, NOW + 2 * MINUTE, 30 + id, -60 * MINUTE);
  await city.settled();
  city.clock.set(NOW + 3 * MINUTE);
  jump(60 * MINUTE);
  await until('two of them', async () => (await kept()).length === before + 2);
  assert.deepEqual(
    (await kept()).filter((key) => key.includes('04:32')),
    ['3 04:32 33', '4 04:32 34'],
  );
  await ingest.close();
});

test('one device, however often refused, says nothing of our clock; most of several do', () => {
  const refusals = new TimeRefusals();
  for (let n = 1; n <= 100; n += 1) refusals.note(n, 'FAST', true);
  assert.equal(refusals.suspectsClock, false);
  for (let n = 101; n <= 112; n += 1) refusals.note(n, `DEV${n % 3}`, true);
  assert.equal(refusals.suspectsClock, true);
  for (let n = 113; n <= 130; n += 1) refusals.note(n, `DEV${n % 3}`, false);
  assert.equal(refusals.suspectsClock, false);
  assert.deepEqual(refusals.take(100), { ranges: [{ from: 1, to: 100 }], forgotten: 0 });
  assert.deepEqual(refusals.take(200), { ranges: [{ from: 101, to: 112 }], forgotten: 0 });
  assert.deepEqual(refusals.take(200), { ranges: [], forgotten: 0 });
});
