import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hourValue, recomputedHour } from './hour-value.ts';
import type { MarkedSpan } from './marked-span.ts';
import type { Observation } from './observation.ts';
import { observed } from './test-observation.ts';

test('an hour: parts of the basis, three quarters of them, else what the device reported (docs/notes/021)', () => {
  const place = { basis: 1, period: 300 };
  const nine = Array.from({ length: 9 }, (_, i) => observed(i * 300, 1_000_000 * i, i));
  assert.equal(hourValue(1, nine, place)?.isValid, true);
  assert.equal(hourValue(1, nine.slice(1), place)?.isValid, false);
  assert.equal(hourValue(1, nine, place)?.value, 4_000_000n);
  const flagged = hourValue(1, [observed(0, 1, 1, { flag: 'D' }), observed(0, 7, 2, { statistic: 20 })], place);
  assert.deepEqual(
    [flagged?.origin, flagged?.count, flagged?.value],
    [1, 0, null],
    'a flagged part keeps the report out',
  );
  const reported = hourValue(1, [observed(0, 7, 2, { flag: 'T', statistic: 20 })], place);
  assert.deepEqual([reported?.origin, reported?.expected, reported?.isValid, reported?.isOver], [2, 1, true, true]);
  assert.equal(hourValue(1, [], place), null);
});

test('parts out of range, too far below zero, ahead of arrival or marked are left out, each with its code', () => {
  const place = { basis: 1, period: 300, kindId: 1 };
  const parts = Array.from({ length: 12 }, (_, i) => observed(i * 300, 20_000_000, i));
  const leftOut = (change: Partial<Observation>, marks: readonly MarkedSpan[] = []): (string | null)[] => {
    const hour = recomputedHour(1, parts.with(0, { ...observed(0, 20_000_000, 0), ...change }), place, marks);
    return (hour?.parts ?? []).filter(({ counts }) => !counts).map(({ cause }) => cause);
  };
  assert.deepEqual(leftOut({}), []);
  assert.deepEqual(leftOut({ micro: 3_000_000_000 }), ['QC_RANGE'], 'above 2,000 µg/m³');
  assert.deepEqual(leftOut({ micro: -9_000_000 }), ['QC_NEG'], 'below minus the detection limit');
  assert.deepEqual(leftOut({ arrived: -61 }), ['QC_CLOCK'], 'sampled 61 s after it arrived');
  assert.deepEqual(leftOut({ arrived: -60 }), []);
  assert.deepEqual(leftOut({}, [{ factor: 0, since: 600, until: 1200 }]), ['QC_MARK', 'QC_MARK']);
  assert.deepEqual(leftOut({}, [{ factor: 2, since: 600, until: 1200 }]), [], 'a mark on another factor');
  assert.deepEqual(leftOut({ flag: 68 }), [null], 'its flag alone');
});
