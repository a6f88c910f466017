import assert from 'node:assert/strict';
import { test } from 'node:test';
import { halfEven, meanOf } from './exact-mean.ts';
import { dayValue, hourValue } from './period-value.ts';
import type { Observation } from './raw-readings.ts';
import { rollingHourOf, rollingValues } from './rolling-value.ts';
import { validSamples } from './valid-samples.ts';

const said = (time: number, micro: number, ordinal: number, letter = 'N', statistic = 1): Observation => ({
  station: 1,
  factor: 1,
  statistic,
  time,
  micro,
  letter: letter.charCodeAt(0),
  ordinal,
  arrived: time,
});
const DIRECTION = 24,
  LEVEL = 90;

test('the valid version is what was first said last; saying it again moves nothing (docs/notes/020)', () => {
  assert.deepEqual(
    validSamples([said(0, 10, 1), said(0, 20, 5), said(0, 10, 9)]).map((s) => s.micro),
    [20],
    'an old value sent again',
  );
  assert.deepEqual(
    validSamples([said(0, 10, 9), said(0, 10, 1), said(0, 20, 5)]).map((s) => s.micro),
    [20],
    'rows of one identity that were never merged',
  );
  assert.deepEqual(
    validSamples([said(0, 10, 3, 'N'), said(0, 10, 4, 'D')]).map((s) => s.letter),
    [68],
    'the same value withdrawn',
  );
  assert.deepEqual(
    validSamples([said(0, 10, 3), said(0, 30, 3), said(0, 20, 3)]).map((s) => s.micro),
    [30],
    'a frame that contradicts itself: the larger value',
  );
  assert.deepEqual(
    validSamples([said(60, 1, 1), said(0, 2, 2)]).map((s) => s.time),
    [0, 60],
  );
});

test('half to even, also below zero; directions as vectors, levels by energy', () => {
  for (const [sum, count, mean] of [
    [5n, 2n, 2n],
    [7n, 2n, 4n],
    [-5n, 2n, -2n],
    [-7n, 2n, -4n],
    [10n, 3n, 3n],
    [-10n, 3n, -3n],
    [11n, 3n, 4n],
  ] as const)
    assert.equal(halfEven(sum, count), mean, `${sum} / ${count}`);
  assert.equal(meanOf(DIRECTION, [350_000_000, 10_000_000])!.micro % 360_000_000n, 0n);
  assert.equal(meanOf(LEVEL, [60_000_000, 70_000_000])!.micro, 67_400_000n);
  assert.equal(meanOf(1, []), null);
});

test('an hour: parts of the basis, three quarters of them, else what the device reported (docs/notes/021)', () => {
  const place = { basis: 1, period: 300 } as const;
  const nine = Array.from({ length: 9 }, (_, i) => said(i * 300, 1_000_000 * i, i));
  assert.equal(hourValue(1, nine, place)?.isValid, true);
  assert.equal(hourValue(1, nine.slice(1), place)?.isValid, false);
  assert.equal(hourValue(1, nine, place)?.value, 4_000_000n);
  const flagged = hourValue(1, [said(0, 1, 1, 'D'), said(0, 7, 2, 'N', 20)], place);
  assert.deepEqual(
    [flagged?.origin, flagged?.count, flagged?.value],
    [1, 0, null],
    'a flagged part keeps the report out',
  );
  assert.deepEqual(((v) => [v?.origin, v?.expected, v?.isValid])(hourValue(1, [said(0, 7, 2, 'T', 20)], place)), [
    2,
    1,
    true,
  ]);
  assert.equal(hourValue(1, [], place), null);
});

test('parts out of range, below minus the detection limit, ahead of their arrival or under a mark are left out (server/standards/quality-rules.ts)', () => {
  const place = { basis: 1, period: 300, kindId: 1 } as const;
  const parts = Array.from({ length: 12 }, (_, i) => said(i * 300, 20_000_000, i));
  const countWith = (
    change: Partial<Observation>,
    marks: readonly { factor: number; since: number; until: number }[] = [],
  ): number | undefined => hourValue(1, [{ ...parts[0]!, ...change }, ...parts.slice(1)], place, marks)?.count;
  assert.equal(countWith({}), 12);
  assert.equal(countWith({ micro: 3_000_000_000 }), 11, 'above 2,000 µg/m³');
  assert.equal(countWith({ micro: -9_000_000 }), 11, 'below minus the detection limit');
  assert.equal(countWith({ arrived: -61 }), 11, 'sampled 61 s after it arrived');
  assert.equal(countWith({ arrived: -60 }), 12);
  assert.equal(countWith({}, [{ factor: 0, since: 600, until: 1200 }]), 10);
  assert.equal(countWith({}, [{ factor: 2, since: 600, until: 1200 }]), 12, 'a mark on another factor');
});

test('a day: 20 of 24 valid hours, or the same share of what a slower station sends', () => {
  const hours = (count: number) =>
    Array.from({ length: count }, () => ({ micro: 2_000_000, counts: true, isOver: false }));
  assert.equal(dayValue(1, hours(20), [], { basis: 1, period: 60 }, 86_400)?.isValid, true);
  assert.equal(dayValue(1, hours(19), [], { basis: 1, period: 60 }, 86_400)?.isValid, false);
  assert.equal(dayValue(1, hours(5), [], { basis: 20, period: 4 * 3600 }, 86_400)?.isValid, true);
  assert.equal(dayValue(1, [], [said(0, 5, 1, 'N', 30)], { basis: 1, period: 60 }, 86_400)?.value, 5n);
});

test('a tick may have seen any first ones of what came in while it ran, and of closed buckets no more than of the open one', () => {
  const now = 1_800_000_000 - (1_800_000_000 % 300) + 200;
  const hour = rollingHourOf(now);
  assert.deepEqual([hour.now - hour.since, hour.until], [3300 + 200, now - 80]);
  const before = [said(now - 3000, 10, 1), said(now - 100, 20, 2)];
  const after = [...before, said(now - 2000, 40, 3), said(now - 50, 80, 4), said(now + 1, 999, 5)];
  const sums = rollingValues(1, before, after, 60, hour, 8)!
    .map(({ sum }) => Number(sum))
    .sort((a, b) => a - b);
  assert.deepEqual(sums, [30, 70, 110, 150]);
  assert.equal(rollingValues(1, [], after, 60, hour, 3), null, 'too much came in to tell');
});
