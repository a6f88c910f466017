import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FACTOR } from '../../streams/contracts/codes.ts';
import { iaqiSteps } from './index-steps.ts';

test('a mean below zero is noise about zero: the drawer says that it counts as 0', () => {
  const at = Date.parse('2026-11-22T04:20:00Z');
  const { iaqi, steps } = iaqiSteps(FACTOR.so2, 'hour', -600_000, at);
  assert.equal(iaqi, 0);
  assert.match(steps.map(({ text }) => text).join('\n'), /C = -0\.6 → 0 µg\/m³\nC < 0: C = 0, IAQI = 0\n/);
});
