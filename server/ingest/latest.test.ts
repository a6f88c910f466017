import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../test/harness/mod.ts';
import { systemClock } from '../../streams/contracts/clock.ts';
import { seriesKey } from '../../streams/contracts/factors.ts';
import { toLiveTime } from '../../streams/live/mod.ts';
import type { Reading } from '../../streams/contracts/reading.ts';
import { Latest } from './latest.ts';
import { toThousandths } from './thousandths.ts';
import { IngestRate } from './ingest-rate.ts';
import { RecordingPublisher } from '../../test/fixtures/test-city.ts';

const T = Date.UTC(2026, 10, 22, 4);
const reading = (over: Partial<Reading>): Reading => ({
  station: 1,
  factor: 1,
  statistic: 1,
  time: T,
  value: 35_000_000,
  flag: 'N',
  received: T,
  sequence: 1,
  ...over,
});

test('millionths become thousandths half to even, and what does not fit 32 bits is missing', () => {
  for (const [micro, wanted] of [
    [1_500, 2],
    [2_500, 2],
    [-1_500, -2],
    [-2_500, -2],
    [2_501, 3],
    [0, 0],
    [2_147_483_647_000, 2_147_483_647],
    [2_147_483_648_000, null],
  ] as const) {
    assert.equal(toThousandths(micro), wanted, String(micro));
  }
});

test('the first change goes out at once, a burst in one delta a while later, an older value never', async () => {
  const publisher = new RecordingPublisher();
  const latest = new Latest({ publisher, clock: systemClock, between: 2_500 });
  const begun = performance.now();
  latest.offer(reading({}));
  await until('the first change', () => publisher.commits.get('latest') === 1);
  assert.equal(publisher.commits.get('latest'), 1);
  for (let i = 1; i <= 50; i += 1) latest.offer(reading({ time: T + i * 1000, value: i * 1_000_000 }));
  latest.offer(reading({ time: T + 10_000, value: 7 }));
  await sleep(100);
  if (performance.now() - begun < 2_000) assert.equal(publisher.commits.get('latest'), 1, 'not before its time');
  await until(
    'the burst',
    () =>
      publisher.tables.get('latest')?.get(seriesKey(1, 1))?.['value'] === 50_000 &&
      (publisher.commits.get('latest') ?? 0) > 1,
  );
  assert.ok((publisher.commits.get('latest') ?? 0) <= 4, 'fifty changes are not fifty deltas');
  assert.equal(publisher.tables.get('latest')?.get(seriesKey(1, 1))?.['value'], 50_000);
  latest.close();
});

test('what changes while the broker takes a delta goes out at its end, without waiting for another frame', async () => {
  const sent: number[][] = [];
  const taken: (() => void)[] = [];
  const latest = new Latest({
    clock: systemClock,
    between: 20,
    publisher: {
      upsert: (_topic, rows) => {
        sent.push(rows.map(({ key }) => key));
      },
      commit: () =>
        new Promise((done) => {
          taken.push(done);
        }),
    },
  });
  latest.offer(reading({}));
  await until('the first delta', () => taken.length === 1);
  latest.offer(reading({ station: 2 }));
  await sleep(80);
  assert.deepEqual([sent, taken.length], [[[seriesKey(1, 1)]], 1], 'one delta is on its way');
  taken[0]!();
  await until('the second delta', () => sent.length === 2);
  assert.deepEqual(sent, [[seriesKey(1, 1)], [seriesKey(2, 1)]]);
  latest.close();
});

test('latest speaks every second even when nothing changes', async () => {
  const publisher = new RecordingPublisher();
  const latest = new Latest({ publisher, clock: systemClock, between: 60 });
  await until('a delta of nothing', () => (publisher.commits.get('latest') ?? 0) >= 1);
  latest.close();
});

test('the pulse counts what came in the second that ended', () => {
  const publisher = new RecordingPublisher();
  const pulse = new IngestRate(publisher, { now: () => T + 61_000, monotonic: () => 0 });
  pulse.frame(T + 60_250, 10);
  pulse.frame(T + 60_900, 5);
  pulse.publishSecond();
  assert.deepEqual(publisher.tables.get('pulse')?.get(0), {
    key: 0,
    ...{ at: toLiveTime(T + 60_000), frames: 2, readings: 15, lastFrame: 900 },
  });
  pulse.publishSecond();
  assert.deepEqual(publisher.tables.get('pulse')?.get(0), {
    key: 0,
    ...{ at: toLiveTime(T + 60_000), frames: 0, readings: 0, lastFrame: 900 },
  });
  pulse.close();
});
