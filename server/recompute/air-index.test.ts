import assert from 'node:assert/strict';
import { test } from 'node:test';
import { breakpointsAt, columnOf } from '../standards/mod.ts';
import { dailyIndex, indexInput, individualIndex, realTimeIndex } from './air-index.ts';
import { cellValue, shownCellIndex } from './cell-value.ts';

const AT = Date.parse('2026-11-22T10:00:00+08:00');
const SIX = [-3_000_000, 50_000_000, 60_000_000, 20_000_000, 10_000_000, 600_000];

test('a mean below zero has the index 0 on every path: one factor, six, a day, a cell', () => {
  assert.equal(individualIndex(1, 'hour', -3_000_000, AT), 0);
  assert.equal(realTimeIndex(SIX, AT).iaqis[0], 0);
  assert.notEqual(realTimeIndex(SIX, AT).aqi, null, 'the item is not missing');
  assert.equal(dailyIndex(SIX, AT).iaqis[0], 0);
  const column = columnOf(breakpointsAt(AT), 1, 'hour');
  assert.equal(column && indexInput(column, -3_000_000), 0);
  const cell = cellValue([{ station: 1, weight: 1n, isInside: true }], new Map([[1, -3_000_000n]]), 1, AT);
  assert.deepEqual([cell?.mean, cell?.iaqi, shownCellIndex(cell?.iaqi ?? null)], [-3_000_000n, 0, 1]);
});

test('above zero nothing changes; a missing item stays missing', () => {
  assert.equal(individualIndex(1, 'hour', 35_000_000, AT), 50);
  assert.equal(realTimeIndex(SIX.with(0, 35_000_000), AT).iaqis[0], 50);
  assert.equal(realTimeIndex([null, ...SIX.slice(1)], AT).iaqis[0], null);
});
