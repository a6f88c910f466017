import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseMicro } from '../../streams/contracts/reading.ts';
import {
  airLevel,
  airLimit,
  areaMean,
  columnOf,
  compositeThousandths,
  dailyAqi,
  divideHalfEven,
  exceedanceTenths,
  iaqi,
  iaqiOfColumn,
  itemClass,
  percentile,
  primaryMask,
  realTimeAqi,
  sectionQuality,
  standardRows,
  type Averaging,
  COMPOSITE_VARIANTS,
} from './mod.ts';
import { TABLE_2012, TABLE_2026 } from './internal.ts';
import { saturatedOxygen } from './ahead/internal.ts';

const micro = (text: string): number => parseMicro(text)!;
const FEBRUARY_2026 = Date.parse('2026-02-28T23:00:00+08:00');
const MARCH_2026 = Date.parse('2026-03-01T00:00:00+08:00');
const [PM25, PM10, O3, NO2, SO2, CO] = [1, 2, 3, 4, 5, 6];

const vectors: readonly [
  name: string,
  factor: number,
  averaging: Averaging,
  value: string,
  at: number,
  expected: number | null,
][] = [
  ['HJ 633-2026 表3 PM2.5 35', PM25, 'day', '35', MARCH_2026, 50],
  ['HJ 633-2026 表3 PM2.5 36', PM25, 'day', '36', MARCH_2026, 52],
  ['HJ 633-2026 表3 PM2.5 60', PM25, 'day', '60', MARCH_2026, 100],
  ['HJ 633-2026 表3 PM2.5 61', PM25, 'day', '61', MARCH_2026, 101],
  ['HJ 633-2026 表3 PM2.5 75', PM25, 'day', '75', MARCH_2026, 114],
  ['HJ 633-2012 表1 PM2.5 75', PM25, 'day', '75', FEBRUARY_2026, 100],
  ['HJ 633-2026 表3 PM2.5 501', PM25, 'day', '501', MARCH_2026, 500],
  ['HJ 633-2026 表3 PM10 120', PM10, 'day', '120', MARCH_2026, 100],
  ['HJ 633-2026 表3 PM10 121', PM10, 'day', '121', MARCH_2026, 101],
  ['HJ 633-2026 表3 PM10 150', PM10, 'day', '150', MARCH_2026, 112],
  ['HJ 633-2012 表1 PM10 150', PM10, 'day', '150', FEBRUARY_2026, 100],
  ['HJ 633-2026 表3 SO2 1 h 801', SO2, 'hour', '801', MARCH_2026, 200],
  ['HJ 633-2012 表1 SO2 1 h 801 goes to the 24-h index', SO2, 'hour', '801', FEBRUARY_2026, null],
  ['HJ 633-2026 表3 O3 8 h 161', O3, 'eightHours', '161', MARCH_2026, 101],
  ['HJ 633-2026 表3 O3 8 h 801', O3, 'eightHours', '801', MARCH_2026, 300],
  ['HJ 633-2026 表3 O3 1 h 201', O3, 'hour', '201', MARCH_2026, 101],
  ['HJ 633-2026 表3 NO2 1 h 101', NO2, 'hour', '101', MARCH_2026, 51],
  ['HJ 633-2026 表3 CO 24 h 2.1', CO, 'day', '2.1', MARCH_2026, 53],
  ['HJ 633-2026 表3 CO 1 h 10.1', CO, 'hour', '10.1', MARCH_2026, 101],
  ['HJ 633-2026 4.2.6 integer arithmetic, CO 24 h 2.2', CO, 'day', '2.2', MARCH_2026, 55],
  ['HJ 633-2026 4.2.6 integer arithmetic, CO 1 h 65.4', CO, 'hour', '65.4', MARCH_2026, 218],
  ['HJ 633-2026 4.2.3 PM2.5 1 h in its 24-h column', PM25, 'hour', '61', MARCH_2026, 101],
  ['HJ 633-2026 4.2.2 half to even before the index, 60.5 -> 60', PM25, 'day', '60.5', MARCH_2026, 100],
  ['HJ 633-2026 4.2.2 half to even before the index, 61.5 -> 62', PM25, 'day', '61.5', MARCH_2026, 102],
  ['HJ 633-2026 negative input is noise about zero: index 0', PM25, 'day', '-3', MARCH_2026, 0],
];
for (const [name, factor, averaging, value, at, expected] of vectors) {
  test(`IAQI ${name}`, () => assert.equal(iaqi(factor, averaging, micro(value), at), expected));
}

test('4.2.6: naive ceil on doubles differs for 23 CO inputs, ours for none (rational twin)', () => {
  let naiveWrong = 0;
  for (const averaging of ['day', 'hour'] as const) {
    const column = columnOf(TABLE_2026, CO, averaging)!;
    for (let input = 0; input <= column.breakpoints.at(-1)!; input += 1) {
      const upper = Math.max(
        1,
        column.breakpoints.findIndex((b) => input <= b),
      );
      const [bl, bh] = [column.breakpoints[upper - 1]!, column.breakpoints[upper]!];
      const [il, ih] = [
        [0, 50, 100, 150, 200, 300, 400, 500][upper - 1]!,
        [0, 50, 100, 150, 200, 300, 400, 500][upper]!,
      ];
      const top = BigInt((ih - il) * (input - bl));
      const exact = il + Number((top + BigInt(bh - bl) - 1n) / BigInt(bh - bl));
      assert.equal(iaqiOfColumn(column, input), exact);
      if (Math.ceil(((ih - il) / (bh / 10 - bl / 10)) * (input / 10 - bl / 10) + il) !== exact) naiveWrong += 1;
    }
  }
  assert.equal(naiveWrong, 23);
});

test('SQL segments give the IAQI of the columns for every input', () => {
  const { iaqi: segments } = standardRows();
  for (const [edition, table] of [
    ['HJ 633-2012', TABLE_2012],
    ['HJ 633-2026', TABLE_2026],
  ] as const) {
    for (const column of table) {
      const hours = { hour: 1, eightHours: 8, day: 24 }[column.averaging];
      const own = segments.filter(
        (s) => s.edition === edition && s.factor === column.factor && s.averagingHours === hours,
      );
      for (let input = 0; input <= column.breakpoints.at(-1)! + 5; input += 1) {
        const found = own.filter((s) => input >= s.low).at(-1);
        const value =
          !found || input > found.high
            ? null
            : found.il + Math.ceil(((found.ih - found.il) * (input - found.low)) / (found.high - found.low));
        assert.equal(
          value,
          iaqiOfColumn(column, input),
          `${edition} factor ${column.factor} ${column.averaging} ${input}`,
        );
      }
    }
  }
});

test('HJ 633-2026 4.3: primary pollutants list all ties, only above 50', () => {
  const tied = realTimeAqi([micro('60'), micro('120'), micro('10'), micro('10'), micro('5'), micro('0.5')], MARCH_2026);
  assert.deepEqual([tied.aqi, tied.primary, primaryMask(tied.primary)], [100, [PM25, PM10], 0b11]);
  const clean = realTimeAqi([micro('35'), micro('20'), micro('10'), micro('10'), micro('5'), micro('0.5')], MARCH_2026);
  assert.deepEqual([clean.aqi, clean.primary, clean.level?.level], [50, [], 1]);
});

test('HJ 633-2026 5.3.1: with an item missing the AQI is published only above 100', () => {
  assert.equal(
    realTimeAqi([micro('60'), null, micro('10'), micro('10'), micro('5'), micro('0.5')], MARCH_2026).aqi,
    null,
  );
  assert.equal(
    realTimeAqi([micro('61'), null, micro('10'), micro('10'), micro('5'), micro('0.5')], MARCH_2026).aqi,
    101,
  );
  const single = realTimeAqi([micro('60'), null, null, null, null, null], MARCH_2026);
  assert.deepEqual([single.aqi, single.iaqis[0]], [null, 100]);
});

test('HJ 633-2026 4.2.2 and 4.2.3: daily and real-time are two quantities', () => {
  const six = [micro('30'), micro('40'), micro('161'), micro('30'), micro('10'), micro('1')];
  assert.equal(dailyAqi(six, MARCH_2026).aqi, 101);
  assert.equal(realTimeAqi(six, MARCH_2026).aqi, 52);
});

test('HJ 633-2026 4.1.1: all-zero input is shown as 1', () => {
  assert.equal(realTimeAqi([0, 0, 0, 0, 0, 0], MARCH_2026).aqi, 1);
});

test('HJ 633-2026 Annex A levels', () => {
  assert.deepEqual(
    [50, 51, 100, 101, 150, 151, 200, 201, 300, 301, 500].map((aqi) => airLevel(aqi).level),
    [1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6],
  );
});

test('GB 3095: the edition of the day judges, and PM has no hourly limit', () => {
  assert.equal(airLimit(PM25, 'day', FEBRUARY_2026)?.classTwo, '75');
  assert.equal(airLimit(PM25, 'day', MARCH_2026)?.classTwo, '60');
  assert.equal(airLimit(PM25, 'day', Date.parse('2031-01-01T00:00:00+08:00'))?.classTwo, '50');
  assert.equal(airLimit(PM25, 'hour', MARCH_2026), undefined);
});

test('city value: concentrations first, exact mean, half to even', () => {
  assert.equal(areaMean([1, 2]), 2);
  assert.equal(areaMean([2, 3]), 2);
  assert.equal(areaMean([-1, -2]), -2);
  assert.equal(areaMean([]), null);
});

test('HJ 663 composite index variants: A 4.307, B 4.654, C 8.975', () => {
  const city = ['38', '70', '178', '27', '8', '1.2'].map(micro);
  assert.deepEqual(
    ['A', 'B', 'C'].map((name) =>
      compositeThousandths(
        city,
        COMPOSITE_VARIANTS.find((entry) => entry.name === name)!,
      ),
    ),
    [4307, 4654, 8975],
  );
});

test('HJ 663-2013 A.4 percentiles of 1..365', () => {
  const days = Array.from({ length: 365 }, (_, i) => (i + 1) * 1_000_000);
  assert.deepEqual(
    [90, 95, 98].map((p) => percentile(days, p)),
    [328_600_000, 346_800_000, 357_720_000],
  );
});

test('GB 3838-2002 5.1 and 环办〔2011〕22号: the worked section', () => {
  const section = sectionQuality(
    new Map([
      [41, micro('4.6')],
      [45, micro('5.1')],
      [49, micro('18')],
      [46, micro('1.2')],
      [47, micro('0.26')],
      [40, micro('7.8')],
    ]),
  );
  assert.equal(section.class, 4);
  assert.equal(section.items, 6);
  assert.deepEqual(
    section.main.map((m) => [m.factor, m.tenths]),
    [
      [47, 3],
      [46, 2],
      [41, null],
    ],
  );
});

test('GB 3838-2002 Table 1 boundaries', () => {
  assert.deepEqual(
    ['0.15', '0.5', '1', '1.5', '2', '2.01'].map((v) => itemClass(46, micro(v), 'river')),
    [1, 2, 3, 4, 5, 6],
  );
  assert.deepEqual(
    ['7.5', '6', '5', '3', '2', '1.9'].map((v) => itemClass(41, micro(v), 'river')),
    [1, 2, 3, 4, 5, 6],
  );
  assert.deepEqual(
    ['6', '9', '5.99', '9.01'].map((v) => itemClass(40, micro(v), 'river')),
    [1, 1, 6, 6],
  );
  assert.equal(itemClass(47, micro('0.06'), 'river'), 2);
  assert.equal(itemClass(47, micro('0.06'), 'lake'), 4);
  assert.equal(itemClass(48, micro('1.2'), 'river'), null);
  assert.equal(exceedanceTenths(41, micro('1'), 'river', 3), null);
  assert.equal(saturatedOxygen(20).toFixed(6), '9.069767');
});

test('GB/T 8170: half to even equals the rational twin', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 1, max: 1e6 }), (n, d) => {
      const result = divideHalfEven(n, d);
      const distance = Math.abs(result * d - n) * 2;
      assert.ok(distance <= d);
      if (distance === d) assert.equal(Math.abs(result % 2), 0);
    }),
  );
});
