import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hotspotRuleAt } from '../standards/mod.ts';
import { analysisOracle } from '../../test/oracle/hotspot-oracle.ts';
import { hotCellOf } from './hot-field.ts';

const rule = hotspotRuleAt(Date.parse('2026-11-22T00:00:00+08:00'));
/** A city of some 24 km across. */
const RING = [
  [0, 0],
  [24_000, 0],
  [24_000, 18_000],
  [0, 18_000],
  [0, 0],
] as const;

test('one cell explained is what the whole analysis says of it, in plain loops over every pair', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          x: fc.integer({ min: 0, max: 23_999 }),
          y: fc.integer({ min: 0, max: 17_999 }),
          mean: fc.integer({ min: 1, max: 300_000_000 }),
        }),
        { minLength: 4, maxLength: 25 },
      ),
      (placed) => {
        const stations = placed.map(({ x, y }, i) => ({ id: i + 1, x, y }));
        const twin = analysisOracle({
          ring: RING,
          stations,
          means: new Map(placed.map(({ mean }, i) => [i + 1, mean])),
          size: 1000,
          factor: 1,
          rule,
        });
        const cells = twin.map(({ cell, mean }) => ({ cell, mean }));
        for (const expected of twin.filter((_, i) => i % 17 === 0)) {
          const found = hotCellOf(cells, expected.cell, 1000, 1, rule)!;
          assert.deepEqual(
            [found.mean, found.background, found.ring, found.class],
            [expected.mean, expected.background, expected.ring, expected.class],
          );
          assert.ok(
            found.z === expected.z || Math.abs(found.z! - expected.z!) <= 1e-9 * Math.max(1, Math.abs(expected.z!)),
            `${found.z} ${expected.z}`,
          );
        }
      },
    ),
    { numRuns: 25 },
  );
  assert.equal(hotCellOf([{ cell: 1, mean: 5 }], 2, 1000, 1, rule), null);
});
