import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { Obstacles, placeLabels, type Box } from './placement.ts';

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

test('a label alone stands on its place', () => {
  const [only] = placeLabels(
    [{ id: 1, x: 500, y: 300, width: 100, height: 40, priority: 0 }],
    new Obstacles(1000, 600, 16),
  );
  assert.deepEqual([only?.x, only?.y], [450, 280]);
});

test('labels leave columns free', () => {
  const obstacles = new Obstacles(1000, 600, 16);
  const column = { x: 440, y: 200, width: 120, height: 160 };
  obstacles.add(column);
  const [moved] = placeLabels([{ id: 1, x: 500, y: 300, width: 100, height: 40, priority: 0 }], obstacles);
  assert.ok(moved && !overlap(moved, column));
});

test('no two labels overlap, and none leaves the map, however they lie', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ x: fc.integer({ min: 0, max: 1900 }), y: fc.integer({ min: 0, max: 1000 }) }), {
        maxLength: 20,
      }),
      (places) => {
        const placed = placeLabels(
          places.map((p, id) => ({ id, ...p, width: 160, height: 40, priority: id })),
          new Obstacles(1920, 1080, 12),
        );
        for (const [i, a] of placed.entries()) {
          assert.ok(a.x >= 0 && a.y >= 0 && a.x + a.width <= 1924 && a.y + a.height <= 1084);
          for (const b of placed.slice(i + 1)) assert.ok(!overlap(a, b), `${a.id} and ${b.id}`);
        }
      },
    ),
  );
});
