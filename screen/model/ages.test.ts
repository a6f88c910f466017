import assert from 'node:assert/strict';
import test from 'node:test';
import { ageOf, countdownText, durationText } from './ages.ts';
import { cityTime } from './civil-time.ts';

const shanghai = cityTime('Asia/Shanghai');
const now = Date.UTC(2026, 10, 22, 7, 24, 7);

test("civil time is the city's, also across midnight and the year", () => {
  assert.deepEqual(shanghai.civil(Date.UTC(2025, 11, 31, 16, 0, 0)), {
    year: 2026,
    month: 1,
    day: 1,
    weekday: 4,
    hour: 0,
    minute: 0,
    second: 0,
  });
  assert.equal(shanghai.second(now), '15:24:07');
  assert.equal(shanghai.startOfDay(now), Date.UTC(2026, 10, 21, 16));
  assert.equal(shanghai.startOfDay(Date.UTC(2026, 10, 21, 16)), Date.UTC(2026, 10, 21, 16));
});

test('age: seconds, minutes, clock time, date', () => {
  const at = (ms: number) => ageOf(now - ms, now, 3_600_000, shanghai, 'zh').text;
  assert.equal(at(1200), '1 秒前');
  assert.equal(at(59_999), '59 秒前');
  assert.equal(at(24 * 60_000), '24 分前');
  assert.equal(at(3_600_000), '14:24');
  assert.equal(at(16 * 3_600_000), '11-21 23:24');
  assert.equal(ageOf(null, now, 1, shanghai, 'zh').text, '无数据');
});

test('a value is ageing after one period and stale after two', () => {
  const state = (ms: number) => ageOf(now - ms, now, 60_000, shanghai, 'en').state;
  assert.equal(state(60_000), 'fresh');
  assert.equal(state(60_001), 'ageing');
  assert.equal(state(120_000), 'ageing');
  assert.equal(state(120_001), 'stale');
  assert.equal(state(-5000), 'fresh');
});

test('durations and countdowns', () => {
  assert.equal(durationText(2 * 3_600_000 + 40 * 60_000), '2 h 40 min');
  assert.equal(durationText(45 * 60_000), '45 min');
  assert.equal(durationText(26 * 3_600_000), '1 d 2 h');
  assert.equal(countdownText(492_000), '8:12');
  assert.equal(countdownText(3_910_000), '1:05:10');
  assert.equal(countdownText(-61_000), '−1:01');
});
