import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { partsOf } from './part.ts';
import { observed } from './test-observation.ts';
import { validVersions } from './valid-version.ts';

test('the valid version is what was first reported last; reporting it again moves nothing (docs/notes/020)', () => {
  const values = (...all: Parameters<typeof validVersions>[0]): number[] =>
    validVersions(all).map(({ micro }) => micro);
  assert.deepEqual(values(observed(0, 10, 1), observed(0, 20, 5), observed(0, 10, 9)), [20], 'an old value sent again');
  assert.deepEqual(
    values(observed(0, 10, 9), observed(0, 10, 1), observed(0, 20, 5)),
    [20],
    'rows of one identity that were never merged',
  );
  assert.deepEqual(
    validVersions([observed(0, 10, 3), observed(0, 10, 4, { flag: 'D' })]).map(({ flag }) => flag),
    [68],
    'the same value withdrawn',
  );
  assert.deepEqual(
    values(observed(0, 10, 3), observed(0, 30, 3), observed(0, 20, 3)),
    [30],
    'a frame that contradicts itself: the larger value',
  );
  assert.deepEqual(
    validVersions([observed(60, 1, 1), observed(0, 2, 2)]).map(({ time }) => time),
    [0, 60],
  );
});

test('parts and windows take the same version, whatever the order of the rows', () => {
  const claim = fc.record({
    time: fc.constantFrom(0, 60),
    micro: fc.constantFrom(10, 20, 30),
    ordinal: fc.integer({ min: 1, max: 4 }),
    flag: fc.constantFrom('N', 'T', 'D'),
  });
  fc.assert(
    fc.property(fc.array(claim, { maxLength: 12 }), (claims) => {
      const rows = claims.map(({ time, micro, ordinal, flag }) => observed(time, micro, ordinal, { flag }));
      const valid = validVersions(rows);
      const parts = partsOf([...rows].reverse());
      assert.deepEqual(
        parts.map(({ valid: { time, micro, flag, ordinal } }) => [time, micro, flag, ordinal]),
        valid.map(({ time, micro, flag, ordinal }) => [time, micro, flag, ordinal]),
      );
      for (const { valid: last, earlier } of parts)
        for (const one of earlier) assert.ok(one.ordinal <= last.ordinal, 'superseded by a later one');
    }),
  );
});
