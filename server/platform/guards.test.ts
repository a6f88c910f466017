import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { until } from '../../test/harness/mod.ts';
import { CLOCK_TOLD_MS, watchClock } from './clock-guard.ts';
import { watchDisk, type DiskSpace } from './disk-guard.ts';
import { powerLossOf } from '../supervisor/internal.ts';

const log = pino({ level: 'silent' });
const GIB = 1024 ** 3;

test('a jump of the wall clock is told once, with its size; a slow drift and a stopped process are none', async () => {
  let now = 1_000_000;
  let monotonic = 0;
  let looks = 0;
  const guard = watchClock(
    {
      now: () => {
        looks += 1;
        return now;
      },
      monotonic: () => monotonic,
    },
    2_000,
    5,
  );
  const looked = async (): Promise<void> => {
    const before = looks;
    await until('another look at the clock', () => looks > before + 1);
  };
  const jumps: number[] = [];
  guard.onJump((jump) => jumps.push(jump));
  now += 60_000;
  monotonic += 60_000;
  await looked();
  assert.deepEqual(jumps, []);
  now += 1_500;
  await looked();
  assert.deepEqual(jumps, []);
  assert.equal(guard.moved(), false);
  now += 3_600_000;
  await looked();
  now -= 7_200_000;
  await looked();
  assert.deepEqual(jumps, [3_601_500, -7_200_000]);
  assert.equal(guard.moved(), true);
  monotonic += CLOCK_TOLD_MS;
  now += CLOCK_TOLD_MS;
  assert.equal(guard.moved(), false);
  guard.close();
});

test('the disk is full below the floor, and open again only well above it', async () => {
  let space: DiskSpace = { freeBytes: 50 * GIB, totalBytes: 100 * GIB };
  let looks = 0;
  const guard = await watchDisk(
    '.',
    2 * GIB,
    log,
    async () => {
      looks += 1;
      return space;
    },
    5,
  );
  const at = async (free: number): Promise<boolean> => {
    space = { freeBytes: free * GIB, totalBytes: space.totalBytes };
    const before = looks;
    await until('another look at the disk', () => looks > before + 2);
    return guard.full();
  };
  assert.equal(guard.full(), false);
  assert.equal(await at(5.1), false, '5 % of 100 GiB');
  assert.equal(await at(4.9), true);
  assert.equal(await at(5.2), true, 'no flutter');
  assert.equal(await at(5.6), false);
  space = { ...space, totalBytes: 10 * GIB };
  assert.equal(await at(1.9), true, '2 GiB of a small disk');
  guard.close();
});

test('a full disk is known from the first moment', async () => {
  const guard = await watchDisk('.', 2 * GIB, log, async () => ({ freeBytes: GIB, totalBytes: 10 * GIB }));
  assert.equal(guard.full(), true);
  guard.close();
});

test("what a power cut may cost depends on the broker's version", () => {
  assert.match(powerLossOf('2.9.10'), /2 minutes/);
  assert.match(powerLossOf('2.12.1'), /sync_interval/);
  assert.doesNotMatch(powerLossOf('2.12.1'), /2 minutes/);
});
