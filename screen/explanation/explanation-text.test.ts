import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cityTime } from '../model/civil-time.ts';
import { civilDate, civilPeriod, civilText } from './explanation-text.ts';

const time = cityTime('Asia/Shanghai');

test("instants of an answer are told in the city's civil time", () => {
  assert.equal(civilText('2026-11-22T01:25:00.000Z → 2026-11-22T02:20:00Z', time), '11-22 09:25:00 → 11-22 10:20:00');
  assert.equal(civilText('IAQI = 100', time), 'IAQI = 100');
  assert.equal(civilDate('2026-02-28T16:00:00.000Z', time), '2026-03-01');
});

test('a period names the day again where it ends on another', () => {
  assert.equal(civilPeriod({ from: '2026-11-22T01:25:00Z', until: '2026-11-22T02:20:00Z' }, time), '11-22 09:25–10:20');
  assert.equal(
    civilPeriod({ from: '2026-11-20T16:00:00Z', until: '2026-11-21T16:00:00Z' }, time),
    '11-21 00:00–11-22 00:00',
  );
});
