import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { seriesKey } from '../../streams/contracts/factors.ts';
import { startStore, type TestStore } from '../../test/harness/mod.ts';
import { loadQuery, type Store } from '../platform/store/mod.ts';
import { nextChunk } from './next-chunk.ts';
import { isKept } from '../ingest/internal.ts';
import { DirtyPeriodBatch } from './dirty-period-batch.ts';
import { DirtyPeriods } from './dirty-periods.ts';

const HOUR = 1_795_320_000;
let server: TestStore;
before(async () => {
  server = await startStore();
});
after(() => server.stop());

const every = (seconds: number) => ({ station: () => ({ basis: 1, period: seconds }) as never });
const chunkOf = (touched: DirtyPeriods, parts: number, openFrom = HOUR + 7200) =>
  nextChunk({ dirtyPeriods: touched, registry: every(60), openFrom, parts });

test('a head is never below the newest ordinal and always above every earlier one', () => {
  const touched = new DirtyPeriods(10);
  const heads = [
    touched.nextHead(100),
    touched.nextHead(100),
    touched.nextHead(7),
    touched.nextHead(500),
    touched.nextHead(0),
  ];
  assert.deepEqual(heads, [100, 101, 102, 500, 501]);
});

test('an open hour costs one row per series; after a job took it, the next change has a later head', async () => {
  const touched = new DirtyPeriods(1000);
  const touch = (ordinal: number): Promise<number> => {
    const touches = new DirtyPeriodBatch();
    touches.hour(HOUR, 1, 1);
    touches.hour(HOUR, 1, 2);
    return touches.write(server.store, touched, ordinal, Date.now());
  };
  assert.equal(await touch(10), 2);
  assert.equal(await touch(20), 0);
  touched.take(HOUR, [seriesKey(1, 1)]);
  assert.equal(await touch(20), 1);
  const rows = await server.store.rows(
    'history',
    'SELECT factor, toString(max(head)) AS head FROM touched GROUP BY factor ORDER BY factor',
  );
  assert.deepEqual(rows, [
    { factor: 1, head: '21' },
    { factor: 2, head: '10' },
  ]);
  const again = new DirtyPeriods(1000);
  await again.load(server.store);
  assert.equal(again.due, 2, 'a start finds in the store what is due');
  assert.ok(again.head === 21);
});

test('what lands in the store while a run of the job computes stays due after it', async () => {
  await server.store.command('write', 'TRUNCATE TABLE touched');
  const touched = new DirtyPeriods(10);
  const touches = new DirtyPeriodBatch();
  touches.hour(HOUR, 1, 1);
  let land: () => void = () => undefined;
  const gate = new Promise<void>((done) => {
    land = done;
  });
  const slow: Store = {
    ...server.store,
    async insertBinary(...given) {
      await gate;
      await server.store.insertBinary(...given);
    },
  };
  const writing = touches.write(slow, touched, 5, Date.now());
  const head = touched.settled;
  assert.ok(head < 5);
  land();
  await writing;
  assert.equal(touched.settled, 5);
  await server.store.command('history', loadQuery('rollups/hours-done'), {
    from: HOUR,
    to: HOUR,
    first: 1,
    last: 1,
    head,
    now: HOUR,
  });
  const again = new DirtyPeriods(10);
  await again.load(server.store);
  assert.equal(again.due, 1);
});

test('beyond its bound memory forgets and the store remembers', async () => {
  await server.store.command('write', 'TRUNCATE TABLE touched');
  const touched = new DirtyPeriods(3);
  const touches = new DirtyPeriodBatch();
  for (let station = 1; station <= 5; station += 1) touches.hour(HOUR, station, 1);
  assert.equal(await touches.write(server.store, touched, 1, Date.now()), 5);
  assert.equal(touched.due, 3);
  assert.ok(touched.overflowed);
  touched.take(HOUR, [...touched.hours.get(HOUR)!]);
  const head = touched.head;
  await server.store.command(
    'write',
    `INSERT INTO touched SELECT span, start, station, factor, 0, ${head}, now() FROM touched WHERE station <= 3`,
  );
  await touched.load(server.store);
  assert.deepEqual([...touched.hours.get(HOUR)!], [seriesKey(4, 1), seriesKey(5, 1)]);
  assert.ok(!touched.overflowed);
});

test('a run takes the oldest whole hours that fit, a stretch of stations where one does not, and no open hour', () => {
  const touched = new DirtyPeriods(100_000);
  const fill = (hour: number, stations: number): void => {
    for (let s = 1; s <= stations; s += 1) for (const f of [1, 2]) touched.add(hour, seriesKey(s, f));
  };
  fill(HOUR - 3600, 3);
  fill(HOUR, 2);
  fill(HOUR + 3600, 50);
  fill(HOUR + 7200, 5);
  const first = chunkOf(touched, 600)!;
  assert.deepEqual([first.from, first.to, first.count], [HOUR - 3600, HOUR, 10]);
  for (const [hour, series] of first.series) touched.take(hour, series);
  const stretch = chunkOf(touched, 600)!;
  assert.deepEqual([stretch.from, stretch.first, stretch.last, stretch.count], [HOUR + 3600, 1, 5, 10]);
  touched.take(HOUR + 3600, stretch.series.get(HOUR + 3600)!);
  const tiny = chunkOf(touched, 1)!;
  assert.deepEqual([tiny.first, tiny.last, tiny.count], [6, 6, 2], 'a station is never cut');
  touched.take(HOUR + 3600, [...touched.hours.get(HOUR + 3600)!]);
  assert.equal(chunkOf(touched, 600), null, 'the open hour waits');
});

test("a value whose siblings are about to be deleted is refused, a day before the table's own limits", () => {
  const now = Date.UTC(2026, 10, 22);
  const day = 86_400_000;
  assert.ok(isKept({ statistic: 1, time: now - 88 * day }, now));
  assert.ok(!isKept({ statistic: 1, time: now - 90 * day }, now));
  assert.ok(isKept({ statistic: 10, time: now - 398 * day }, now));
  assert.ok(isKept({ statistic: 20, time: now - 399 * day }, now));
});
