import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RunSize } from './run-size.ts';

test('a slow or failed run makes the next one smaller, down to a minimum; quick ones restore the bound', () => {
  const size = new RunSize(1_200_000);
  size.took(5_000);
  assert.equal(size.parts, 600_000);
  size.took(2_000);
  assert.equal(size.parts, 600_000, 'neither slow nor quick');
  for (let i = 0; i < 20; i += 1) size.failed();
  assert.equal(size.parts, 40_000);
  for (let i = 0; i < 20; i += 1) size.took(10);
  assert.equal(size.parts, 1_200_000);
  const small = new RunSize(100);
  small.failed();
  assert.equal(small.parts, 100);
});
