import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MICRO } from '../../streams/contracts/reading.ts';
import { ANNUAL_MEAN, dailyMaximum8Hours, meanOf24Hours, meanOf8Hours, monthsShort } from './mod.ts';
import { sensitiveGroups, sourceMonthIsValid, WARNING_PLANS, warningLevel } from './ahead/internal.ts';

const hours = (count: number, value: number, of = 24): (number | null)[] =>
  Array.from({ length: of }, (_, i) => (i < count ? value * MICRO : null));
const MARCH_2026 = Date.parse('2026-03-01T00:00:00+08:00');

test('GB 3095-2026 表4: 20 of 24 hours, 6 of 8', () => {
  assert.deepEqual([meanOf24Hours(hours(19, 40)), meanOf24Hours(hours(20, 40))], [null, 40 * MICRO]);
  assert.deepEqual([meanOf8Hours(hours(5, 40, 8)), meanOf8Hours(hours(6, 40, 8))], [null, 40 * MICRO]);
});
test('GB 3095-2026 表4: an annual mean needs 324 days, 27 a month, 25 in February', () => {
  const full = [28, 25, 28, 27, 27, 27, 27, 27, 27, 27, 27, 27];
  assert.deepEqual([ANNUAL_MEAN.days, monthsShort(full, 13)], [324, []]);
  assert.deepEqual(
    [
      monthsShort(
        full.map((days, i) => (i === 1 || i === 6 ? 24 : days)),
        13,
      ),
      monthsShort(
        full.map((days, i) => (i === 1 || i === 6 ? 24 : days)),
        7,
      ),
    ],
    [[2, 7], [2]],
  );
});
test('HJ 76-2017 附录B: a source month needs 25 days, February 23', () => {
  assert.deepEqual(
    [sourceMonthIsValid(24, 3), sourceMonthIsValid(25, 3), sourceMonthIsValid(22, 2), sourceMonthIsValid(23, 2)],
    [false, true, false, true],
  );
});
test('HJ 663-2013 6.1.2: 14 of 17 eight-hour means, or one above the limit', () => {
  assert.equal(dailyMaximum8Hours(hours(24, 100), MARCH_2026), 100 * MICRO);
  // 19 hours give the means that end 08:00..19:00 with eight hours and two more with seven and six: 14.
  assert.equal(dailyMaximum8Hours(hours(19, 100), MARCH_2026), 100 * MICRO);
  assert.equal(dailyMaximum8Hours(hours(18, 100), MARCH_2026), null);
  assert.equal(dailyMaximum8Hours(hours(18, 161), MARCH_2026), 161 * MICRO);
  assert.equal(dailyMaximum8Hours(hours(5, 300), MARCH_2026), null);
});
test('HJ 633-2026 表2: groups only above 100', () => {
  assert.equal(sensitiveGroups(1, 100).length, 0);
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6].map((factor) => sensitiveGroups(factor, 101).length),
    [5, 5, 4, 3, 3, 1],
  );
  assert.deepEqual(
    sensitiveGroups(6, 101).map(({ zh }) => zh),
    ['心血管疾病患者'],
  );
});
test('heavy-pollution plans: the same days open other levels in 2018 and 2024', () => {
  const [old, now] = WARNING_PLANS;
  assert.deepEqual(
    [[201], [201, 201], [201, 201, 201], [301, 301, 201, 201], [500]].map((days) => warningLevel(old!, days)),
    [null, 'yellow', 'orange', 'red', 'red'],
  );
  assert.deepEqual(
    [[150], [151], [151, 151], [201], [151, 151, 151], [201, 201], [201, 301, 201]].map((days) =>
      warningLevel(now!, days),
    ),
    [null, null, 'yellow', 'yellow', 'orange', 'orange', 'red'],
  );
  assert.equal(warningLevel(old!, [201, 150, 201]), null);
  assert.deepEqual(
    WARNING_PLANS.map(({ uncertain }) => uncertain),
    [false, true],
  );
});
