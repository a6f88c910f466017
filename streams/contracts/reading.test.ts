import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatMicro, parseMicro } from './reading.ts';

const cases: readonly [string, number | null][] = [
  ['1.5', 1_500_000],
  ['-0.000001', -1],
  ['.5', 500_000],
  ['5.', 5_000_000],
  ['+3', 3_000_000],
  ['1e3', 1_000_000_000],
  ['1.5E-2', 15_000],
  ['0.0000005', 0],
  ['0.0000015', 2],
  ['0.00000051', 1],
  ['1e-9', 0],
  ['9000000000', 9e15],
  ['9000000000.000001', null],
  ['', null],
  ['-', null],
  ['.', null],
  ['1,5', null],
  ['NaN', null],
  ['0x10', null],
  ['1e400', null],
  ['--1', null],
  ['12 3', null],
  [' 7 ', 7_000_000],
];
for (const [text, expected] of cases)
  test(`decimal text ${JSON.stringify(text)}`, () => assert.equal(parseMicro(text), expected));

test('every micro value survives its text', () => {
  fc.assert(
    fc.property(fc.integer({ min: -9e15, max: 9e15 }), (micro) => assert.equal(parseMicro(formatMicro(micro)), micro)),
  );
});
