import assert from 'node:assert/strict';
import { test } from 'node:test';
import { possibleRollingValues } from './possible-rolling-values.ts';
import { rollingHourOf } from './rolling-hour.ts';
import { rollingValue } from './rolling-value.ts';
import { seenParts } from './seen-parts.ts';
import { observed } from './test-observation.ts';

const now = 1_800_000_000 - (1_800_000_000 % 300) + 200;
const hour = rollingHourOf(now);
const before = [observed(now - 3000, 10, 1), observed(now - 100, 20, 2)];
const after = [...before, observed(now - 2000, 40, 3), observed(now - 50, 80, 4), observed(now + 1, 999, 5)];

test('a tick may have seen any first ones of what came in meanwhile, closed minutes first', () => {
  assert.deepEqual([hour.now - hour.since, hour.until], [3300 + 200, now - 80]);
  const sums = (possibleRollingValues(1, before, after, 60, hour, 8) ?? []).map(({ sum }) => Number(sum));
  assert.deepEqual(
    sums.sort((a, b) => a - b),
    [30, 70, 110, 150],
  );
  assert.equal(possibleRollingValues(1, [], after, 60, hour, 3), null, 'too much came in to tell');
});

test('the parts a tick had seen are found by its count and sum; what came later is told apart', () => {
  const inside = after.slice(0, 4);
  const seen = seenParts(1, inside, { count: 3, sum: 70n }, now - 3600);
  assert.deepEqual([seen.parts.map(({ valid }) => valid.micro), seen.later], [[10, 40, 20], 1]);
  assert.equal(seenParts(1, inside, { count: 9, sum: 9n }, now - 3600).parts.length, 4, 'no prefix fits: all of it');
});

test('a rolling hour has a mean from three quarters on; of directions it has none', () => {
  const samples = Array.from({ length: 44 }, (_, i) => observed(hour.since + i * 60, 100, i));
  assert.equal(rollingValue(1, samples, 60, hour).mean, 100n);
  assert.equal(rollingValue(1, samples.slice(1), 60, hour).mean, null);
  assert.equal(rollingValue(24, samples, 60, hour).mean, null);
});
