import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FAILING_MS, Progress, STANDING_MS } from './progress.ts';

const at = (ms: number) => ({
  now: ms,
  monotonic() {
    return this.now;
  },
});

test('a step that fails is a stall after its bound, until that step succeeds', () => {
  const clock = at(1_000);
  const progress = new Progress(clock);
  progress.failed('readings', 'readings: away');
  clock.now += FAILING_MS - 1;
  progress.failed('readings', 'readings: still away');
  assert.equal(progress.stall(true), null, 'attempts that fail and then succeed within the bound are told to nobody');
  clock.now += 1;
  assert.equal(progress.stall(true), 'readings: still away');
  progress.succeeded('position');
  assert.equal(progress.stall(true), 'readings: still away', 'another step says nothing of this one');
  progress.succeeded('readings');
  assert.equal(progress.stall(true), null);
  progress.failed('readings', 'readings: away');
  clock.now += FAILING_MS - 1;
  assert.equal(progress.stall(true), null, 'the time begins anew');
});

test('what waits and does not move is a stall after half a minute; with nothing to do it may stand still', () => {
  const clock = at(0);
  const progress = new Progress(clock);
  clock.now += 10 * STANDING_MS;
  assert.equal(progress.stall(false), null);
  clock.now += STANDING_MS - 1;
  assert.equal(progress.stall(true), null);
  progress.moved();
  clock.now += STANDING_MS;
  assert.match(progress.stall(true) ?? '', /30 s/);
  progress.moved();
  assert.equal(progress.stall(true), null);
});
