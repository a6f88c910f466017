import assert from 'node:assert/strict';
import test from 'node:test';
import { borderLines } from './border-lines.ts';
import type { Position } from '../../streams/contracts/pack.ts';

const square = (x: number): Position[] => [
  [x, 0],
  [x + 1, 0],
  [x + 1, 1],
  [x, 1],
  [x, 0],
];
const length = (lines: readonly Position[][]): number => lines.reduce((sum, l) => sum + l.length - 1, 0);

test('a shared edge is drawn once, and lines run from junction to junction', () => {
  const lines = borderLines([square(0), square(1)], new Set());
  assert.equal(length(lines), 7);
  assert.equal(lines.length, 3);
});

test('edges of a stronger line are left to it', () => {
  const taken = new Set<string>();
  const outline = borderLines(
    [
      [
        [0, 0],
        [1, 0],
        [2, 0],
        [2, 1],
        [1, 1],
        [0, 1],
        [0, 0],
      ],
    ],
    taken,
  );
  assert.equal(length(outline), 6);
  assert.deepEqual(borderLines([square(0), square(1)], taken), [
    [
      [1, 0],
      [1, 1],
    ],
  ]);
});
