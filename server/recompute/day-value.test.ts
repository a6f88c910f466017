import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayForAqi } from './day-for-aqi.ts';
import { dayValue } from './day-value.ts';
import { observed } from './test-observation.ts';

const DAY = 86_400;
const hours = (count: number) =>
  Array.from({ length: count }, () => ({ micro: 2_000_000, counts: true, isOver: false }));

test('a day: 20 of 24 valid hours, or the same share of what a slower station sends', () => {
  assert.equal(dayValue(1, hours(20), [], { basis: 1, period: 60 }, DAY)?.isValid, true);
  assert.equal(dayValue(1, hours(19), [], { basis: 1, period: 60 }, DAY)?.isValid, false);
  assert.equal(dayValue(1, hours(5), [], { basis: 20, period: 4 * 3600 }, DAY)?.isValid, true);
  assert.equal(dayValue(1, [], [observed(0, 5, 1, { statistic: 30 })], { basis: 1, period: 60 }, DAY)?.value, 5n);
  assert.equal(dayValue(1, [], [], { basis: 1, period: 60 }, DAY), null);
});

test('a day for the daily AQI: 20 hours, of O3 the largest 8-h mean; else the day that the device reported', () => {
  const of = (count: number, micro: number): (number | null)[] =>
    Array.from({ length: 24 }, (_, i) => (i < count ? micro : null));
  const at = Date.parse('2026-11-22T00:00:00+08:00');
  assert.equal(dayForAqi(1, of(20, 7), 99, at), 7);
  assert.equal(dayForAqi(1, of(19, 7), 99, at), 99);
  assert.equal(dayForAqi(1, of(19, 7), null, at), null);
  assert.equal(dayForAqi(3, of(24, 7).with(10, 15), null, at), 8);
});
