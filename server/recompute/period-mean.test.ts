import assert from 'node:assert/strict';
import { test } from 'node:test';
import { halfEven } from './half-even.ts';
import { additiveSum, meanMicro, periodMean } from './period-mean.ts';
import { rollingHourOf } from './rolling-hour.ts';
import { rollingMean } from './rolling-value.ts';

const DIRECTION = 24,
  LEVEL = 90;

test('half to even, also below zero; directions as vectors, levels by energy', () => {
  for (const [sum, count, mean] of [
    [5n, 2n, 2n],
    [7n, 2n, 4n],
    [-5n, 2n, -2n],
    [-7n, 2n, -4n],
    [10n, 3n, 3n],
    [-10n, 3n, -3n],
    [11n, 3n, 4n],
  ] as const)
    assert.equal(halfEven(sum, count), mean, `${sum} / ${count}`);
  assert.equal((meanMicro(DIRECTION, [350_000_000, 10_000_000]) ?? NaN) % 360_000_000, 0);
  assert.equal(meanMicro(LEVEL, [60_000_000, 70_000_000]), 67_400_000);
  assert.equal(periodMean(1, []), null);
});

test('the sum beside a mean is exact; of directions and levels it is the mean times the count', () => {
  assert.deepEqual(periodMean(1, [1, 2, 4]), { micro: 2n, sum: 7n });
  assert.deepEqual(periodMean(LEVEL, [60_000_000, 60_000_000]), { micro: 60_000_000n, sum: 120_000_000n });
});

test('a sound level counts as 130 dB at most, in hours and in the rolling hour alike', () => {
  const levels = [60_000_000, 250_000_000];
  assert.equal(meanMicro(LEVEL, levels), meanMicro(LEVEL, [60_000_000, 130_000_000]));
  assert.equal(meanMicro(LEVEL, levels), 126_990_000);
  const hour = rollingHourOf(1_800_000_000);
  const rolling = rollingMean(LEVEL, additiveSum(LEVEL, levels), 2, 3600, hour);
  assert.equal(Number(rolling), meanMicro(LEVEL, levels));
});
