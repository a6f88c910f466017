import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exceedanceHundredths } from '../standards/mod.ts';
import { rankOf, ranksOf } from './rank.ts';

test('equal values share a place and the next one is left out (1, 1, 3); what has no value takes none', () => {
  assert.deepEqual(
    [...ranksOf([3, 5, 5, 1])],
    [
      [5, 1],
      [3, 3],
      [1, 4],
    ],
  );
  for (const own of [3, 5, 1])
    assert.equal(rankOf(own, [3, 5, 5, 1, null], 'largest first'), ranksOf([3, 5, 5, 1]).get(own));
  assert.equal(rankOf(3, [3, 5, null, 1, 1], 'smallest first'), 3);
});

test('a multiple in hundredths is half to even and exact for the largest readings', () => {
  assert.equal(exceedanceHundredths(1_005_000, 1_000_000), 0);
  assert.equal(exceedanceHundredths(1_015_000, 1_000_000), 2);
  assert.equal(exceedanceHundredths(9_000_000_000_000_000, 3_000_000), 299_999_999_900);
});
