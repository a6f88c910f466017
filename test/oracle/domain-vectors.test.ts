import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gcj02ToWgs84, wgs84ToGcj02 } from '../../streams/contracts/coordinates.ts';
import { factorByCode } from '../../streams/contracts/factors.ts';
import { crc16, crcText, Framer, isReject, parseFrame } from '../../streams/sources/hj212/mod.ts';
import { FLAGS_IN_MEANS, MICRO, parseMicro } from '../../streams/contracts/reading.ts';
import {
  AIR_LIMITS,
  airLevel,
  breakpointsAt,
  compositeThousandths,
  exceedanceTenths,
  folded,
  hourIsValid,
  iaqi,
  IAQI_STEPS,
  itemClass,
  percentile,
  realTimeAqi,
  riverGrade,
  sectionQuality,
  WATER_ITEMS,
  type Averaging,
  type WaterClass,
  COMPOSITE_VARIANTS,
} from '../../server/standards/mod.ts';
import { AIR_LEVELS, SEWAGE_LIMITS, CONSTRUCTION_NOISE, STACK_LIMITS } from '../../server/standards/internal.ts';
import {
  AREA_NOISE,
  LABORATORY_ITEMS,
  massRate,
  OTHER_AIR_LIMITS,
  overBackground,
  oxygenIndex,
  oxygenIndexOld,
  phIndex,
  ppmToMass,
  saturatedOxygen,
  toDryBasis,
  toStandardState,
  trophicTenths,
  WARNING_PLANS,
  warningLevel,
  REFERENCE_OXYGEN,
} from '../../server/standards/ahead/internal.ts';
import { WATER_CLASS_COLOURS } from '../../screen/model/levels.ts';
import { equivalentLevel, isNoiseDay } from './local-rules.ts';
import { governingLimit } from './outlet-rules.ts';

/** The test vectors of the domain's digest, by its sections; docs/notes/065-domain-vectors.md lists where each is. */
const micro = (text: string): number => parseMicro(text)!;
const HISTORY = Date.parse('2026-02-28T23:00:00+08:00');
const TRANSITION = Date.parse('2026-03-01T00:00:00+08:00');
const [PM25, PM10, O3, NO2, SO2, CO] = [1, 2, 3, 4, 5, 6];
const [PH, DO, CODMN, NH3N, TP, TN, COD, BOD5] = [40, 41, 45, 46, 47, 48, 49, 51];

// 1.1
// ----------------------------------------------------------------------------------------------------
const LIMITS: readonly (readonly [string, number, 'year' | 'day' | 'hour' | 'eightHours', string, string, string])[] = [
  ['SO2', SO2, 'year', '20/60', '20/20', '60'],
  ['SO2', SO2, 'day', '50/150', '50/50', '150'],
  ['SO2', SO2, 'hour', '150/500', '150/150', '500'],
  ['NO2', NO2, 'year', '40/40', '30/30', '40'],
  ['NO2', NO2, 'day', '80/80', '50/50', '80'],
  ['NO2', NO2, 'hour', '200/200', '200/200', '200'],
  ['CO', CO, 'day', '4/4', '4/4', '4'],
  ['CO', CO, 'hour', '10/10', '10/10', '10'],
  ['O3', O3, 'eightHours', '100/160', '100/160', '160'],
  ['O3', O3, 'hour', '160/200', '160/200', '200'],
  ['PM10', PM10, 'year', '40/60', '20/50', '70'],
  ['PM10', PM10, 'day', '50/120', '50/100', '150'],
  ['PM2.5', PM25, 'year', '15/30', '10/25', '35'],
  ['PM2.5', PM25, 'day', '35/60', '25/50', '75'],
];
for (const [name, factor, averaging, transition, final, history] of LIMITS) {
  test(`1.1 GB 3095-2026 表1 ${name} ${averaging}: ${transition}, from 2031 ${final}, in 2012 ${history}`, () => {
    const of = (edition: string) =>
      AIR_LIMITS.find(
        (limit) => limit.edition.name === edition && limit.factor === factor && limit.averaging === averaging,
      )!;
    assert.equal(`${of('GB 3095-2026 过渡阶段').classOne}/${of('GB 3095-2026 过渡阶段').classTwo}`, transition);
    assert.equal(`${of('GB 3095-2026').classOne}/${of('GB 3095-2026').classTwo}`, final);
    assert.equal(of('GB 3095-2012').classTwo, history);
  });
}
test('1.1 GB 3095-2026 表1 has no hourly limit of PM2.5 and PM10, 表2 none of TSP', () => {
  assert.equal(AIR_LIMITS.length, 3 * LIMITS.length);
  assert.ok(!OTHER_AIR_LIMITS.some(({ item, averaging }) => item === 'TSP' && averaging === 'hour'));
});
test('1.1 GB 3095-2026 表2 other items', () => {
  const of = (edition: string) =>
    OTHER_AIR_LIMITS.filter((limit) => limit.edition.name === edition)
      .map(({ item, averaging, classOne, classTwo }) => `${item} ${averaging} ${classOne}/${classTwo}`)
      .sort();
  const alike = [
    'BaP day 0.0025/0.0025',
    'BaP year 0.001/0.001',
    'NOx hour 250/250',
    'Pb quarter 1/1',
    'Pb year 0.5/0.5',
    'TSP day 120/300',
    'TSP year 80/200',
  ];
  assert.deepEqual(of('GB 3095-2026'), [...alike, 'NOx day 70/70', 'NOx year 40/40'].sort());
  assert.deepEqual(of('GB 3095-2026 过渡阶段'), [...alike, 'NOx day 100/100', 'NOx year 50/50'].sort());
});

// 1.2
// ----------------------------------------------------------------------------------------------------
test('1.2 GB 3095-2026 表4: 45 of 60 minutes, 9 of 12 five-minute values', () => {
  assert.deepEqual(
    [
      [44, 60],
      [45, 60],
      [8, 12],
      [9, 12],
    ].map(([valid, of]) => hourIsValid(valid!, of!)),
    [false, true, false, true],
  );
});

// 1.3
// ----------------------------------------------------------------------------------------------------
const COLUMNS: readonly (readonly [
  string,
  number,
  Averaging,
  readonly (number | null)[],
  readonly [string, number],
])[] = [
  ['SO2 24 h', SO2, 'day', [0, 50, 150, 475, 800, 1600, 2100, 2620], ['2621', 500]],
  ['SO2 1 h', SO2, 'hour', [0, 150, 500, 650, 800], ['801', 200]],
  ['NO2 24 h', NO2, 'day', [0, 40, 80, 180, 280, 565, 750, 940], ['941', 500]],
  ['NO2 1 h', NO2, 'hour', [0, 100, 200, 700, 1200, 2340, 3090, 3840], ['3841', 500]],
  ['CO 24 h', CO, 'day', [0, 2, 4, 14, 24, 36, 48, 60], ['60.1', 500]],
  ['CO 1 h', CO, 'hour', [0, 5, 10, 35, 60, 90, 120, 150], ['150.1', 500]],
  ['O3 1 h', O3, 'hour', [0, 160, 200, 300, 400, 800, 1000, 1200], ['1201', 500]],
  ['O3 8 h', O3, 'eightHours', [0, 100, 160, 215, 265, 800], ['801', 300]],
  ['PM10 24 h', PM10, 'day', [0, 50, 120, 250, 350, 420, 500, 600], ['601', 500]],
  ['PM10 1 h', PM10, 'hour', [0, 50, 120, 250, 350, 420, 500, 600], ['601', 500]],
  ['PM2.5 24 h', PM25, 'day', [0, 35, 60, 115, 150, 250, 350, 500], ['501', 500]],
  ['PM2.5 1 h', PM25, 'hour', [0, 35, 60, 115, 150, 250, 350, 500], ['501', 500]],
];
for (const [name, factor, averaging, breakpoints, [above, cap]] of COLUMNS) {
  test(`1.3 HJ 633-2026 表3 ${name}: every breakpoint and what lies above the last`, () => {
    assert.deepEqual(
      breakpoints.map((value) => iaqi(factor, averaging, value! * MICRO, TRANSITION)),
      IAQI_STEPS.slice(0, breakpoints.length),
    );
    assert.equal(iaqi(factor, averaging, micro(above), TRANSITION), cap);
  });
}
test('1.3 HJ 633-2012 表1 differs in the "100" of PM10 and PM2.5 and in SO2 1 h and O3 8 h above 800', () => {
  const differing = breakpointsAt(TRANSITION).filter((column) => {
    const old = breakpointsAt(HISTORY).find(
      ({ factor, averaging }) => factor === column.factor && averaging === column.averaging,
    )!;
    return JSON.stringify(old.breakpoints) !== JSON.stringify(column.breakpoints) || old.cap !== column.cap;
  });
  assert.deepEqual(
    differing.map(({ factor, averaging }) => `${factor} ${averaging}`).sort(),
    [`${PM25} day`, `${PM10} day`, `${O3} eightHours`, `${SO2} hour`].sort(),
  );
  assert.deepEqual(
    [50, 150, 250, 350, 420, 500, 600].map((value) => iaqi(PM10, 'day', value * MICRO, HISTORY)),
    IAQI_STEPS.slice(1),
  );
  assert.deepEqual(
    [35, 75, 115, 150, 250, 350, 500].map((value) => iaqi(PM25, 'day', value * MICRO, HISTORY)),
    IAQI_STEPS.slice(1),
  );
});

// 1.4
// ----------------------------------------------------------------------------------------------------
const INDICES: readonly (readonly [string, number, Averaging, string, number, number])[] = [
  ['PM2.5 35', PM25, 'day', '35', TRANSITION, 50],
  ['PM2.5 36', PM25, 'day', '36', TRANSITION, 52],
  ['PM2.5 60', PM25, 'day', '60', TRANSITION, 100],
  ['PM2.5 61', PM25, 'day', '61', TRANSITION, 101],
  ['PM2.5 75', PM25, 'day', '75', TRANSITION, 114],
  ['PM2.5 75 (2012)', PM25, 'day', '75', HISTORY, 100],
  ['PM2.5 501', PM25, 'day', '501', TRANSITION, 500],
  ['PM10 120', PM10, 'day', '120', TRANSITION, 100],
  ['PM10 121', PM10, 'day', '121', TRANSITION, 101],
  ['PM10 150', PM10, 'day', '150', TRANSITION, 112],
  ['PM10 150 (2012)', PM10, 'day', '150', HISTORY, 100],
  ['SO2 1 h 801', SO2, 'hour', '801', TRANSITION, 200],
  ['O3 8 h 161', O3, 'eightHours', '161', TRANSITION, 101],
  ['O3 8 h 801', O3, 'eightHours', '801', TRANSITION, 300],
  ['O3 1 h 201', O3, 'hour', '201', TRANSITION, 101],
  ['NO2 1 h 101', NO2, 'hour', '101', TRANSITION, 51],
  ['CO 24 h 2.1', CO, 'day', '2.1', TRANSITION, 53],
  ['CO 1 h 10.1', CO, 'hour', '10.1', TRANSITION, 101],
  ['CO 24 h 2.2, integers (doubles say 56)', CO, 'day', '2.2', TRANSITION, 55],
  ['CO 1 h 65.4, integers (doubles say 219)', CO, 'hour', '65.4', TRANSITION, 218],
];
for (const [name, factor, averaging, value, at, expected] of INDICES)
  test(`1.4 HJ 633-2026 4.2.6 IAQI of ${name} is ${expected}`, () =>
    assert.equal(iaqi(factor, averaging, micro(value), at), expected));
test('1.4 HJ 633-2026 4.1.1: an all-zero input is shown as 1, and nothing above 500', () => {
  assert.equal(realTimeAqi([0, 0, 0, 0, 0, 0], TRANSITION).aqi, 1);
  assert.equal(
    realTimeAqi(
      [2000, 2000, 2000, 5000, 900, 500].map((v) => v * MICRO),
      TRANSITION,
    ).aqi,
    500,
  );
});

// 1.5
// ----------------------------------------------------------------------------------------------------
for (const [from, to, level, zh, rgb, hex] of [
  [1, 50, 1, '优', [0, 228, 0], '#00E400'],
  [51, 100, 2, '良', [255, 255, 0], '#FFFF00'],
  [101, 150, 3, '轻度污染', [255, 126, 0], '#FF7E00'],
  [151, 200, 4, '中度污染', [255, 0, 0], '#FF0000'],
  [201, 300, 5, '重度污染', [153, 0, 76], '#99004C'],
  [301, 500, 6, '严重污染', [126, 0, 35], '#7E0023'],
] as const) {
  test(`1.5 HJ 633-2026 附录A level ${level} ${zh}: ${from}-${to}, RGB ${rgb.join()}`, () => {
    for (const aqi of [from, to])
      assert.deepEqual([airLevel(aqi).level, airLevel(aqi).names.zh, airLevel(aqi).colour], [level, zh, hex]);
    assert.deepEqual(
      [1, 3, 5].map((at) => Number.parseInt(AIR_LEVELS[level - 1]!.colour.slice(at, at + 2), 16)),
      [...rgb],
    );
  });
}

// 1.6, 1.7, 1.8
// ----------------------------------------------------------------------------------------------------
test('1.6 HJ 663-2013 A.4 percentiles of 1..365: P90 328.6, P95 346.8, P98 357.72', () => {
  const days = Array.from({ length: 365 }, (_, i) => (i + 1) * MICRO);
  assert.deepEqual(
    [90, 95, 98].map((p) => percentile(days, p)),
    ['328.6', '346.8', '357.72'].map(micro),
  );
  assert.deepEqual([percentile([7 * MICRO], 98), percentile([], 90)], [7 * MICRO, null]);
});
for (const [name, expected] of [
  ['A', 4307],
  ['B', 4654],
  ['C', 8975],
] as const) {
  test(`1.7 HJ 663 composite index, variant ${name}, of one city is ${expected / 1000}`, () =>
    assert.equal(
      compositeThousandths(
        ['38', '70', '178', '27', '8', '1.2'].map(micro),
        COMPOSITE_VARIANTS.find((variant) => variant.name === name)!,
      ),
      expected,
    ));
}
test('1.8 heavy-pollution warnings: 2018 and 2024 on the same days', () => {
  const [old, now] = WARNING_PLANS as [(typeof WARNING_PLANS)[0], (typeof WARNING_PLANS)[0]];
  const both = (days: readonly number[]) => [warningLevel(old, days), warningLevel(now, days)];
  assert.deepEqual(
    [[201], [201, 201], [201, 201, 201], [301, 301, 201, 201], [151, 151], [151, 151, 151], [500]].map(both),
    [
      [null, 'yellow'],
      ['yellow', 'orange'],
      ['orange', 'orange'],
      ['red', 'red'],
      [null, 'yellow'],
      [null, 'orange'],
      ['red', 'yellow'],
    ],
  );
});

// 2
// ----------------------------------------------------------------------------------------------------
const WATER: readonly (readonly [string, number, 'river' | 'lake', readonly string[]])[] = [
  ['DO', DO, 'river', ['7.5', '6', '5', '3', '2']],
  ['CODMn', CODMN, 'river', ['2', '4', '6', '10', '15']],
  ['COD', COD, 'river', ['15', '15', '20', '30', '40']],
  ['BOD5', BOD5, 'river', ['3', '3', '4', '6', '10']],
  ['NH3-N', NH3N, 'river', ['0.15', '0.5', '1.0', '1.5', '2.0']],
  ['TP, river', TP, 'river', ['0.02', '0.1', '0.2', '0.3', '0.4']],
  ['TP, lake', TP, 'lake', ['0.01', '0.025', '0.05', '0.1', '0.2']],
  ['TN, lake', TN, 'lake', ['0.2', '0.5', '1.0', '1.5', '2.0']],
];
for (const [name, factor, body, limits] of WATER) {
  test(`2.1 GB 3838-2002 表1 ${name}: ${limits.join(' ')}`, () => {
    limits.forEach((limit, i) => {
      const first = limits.findIndex((other) => micro(other) === micro(limit)) + 1;
      assert.equal(itemClass(factor, micro(limit), body), first, limit);
      const worse = micro(limit) + (factor === DO ? -1 : 1);
      const next = limits.findIndex((other, j) => j > i && micro(other) !== micro(limit));
      assert.equal(itemClass(factor, worse, body), next < 0 ? 6 : next + 1, `beyond ${limit}`);
    });
  });
}
test('2.1 GB 3838-2002 表1 pH 6-9 in every class, TN of rivers not evaluated', () => {
  assert.deepEqual(
    ['5.99', '6', '9', '9.01'].map((v) => itemClass(PH, micro(v), 'river')),
    [6, 1, 1, 6],
  );
  assert.equal(itemClass(TN, micro('9'), 'river'), null);
  assert.equal(WATER_ITEMS.length, 9);
});
const LABORATORY: Readonly<Record<string, string>> = {
  Cu: '0.01 1 1 1 1',
  Zn: '0.05 1 1 2 2',
  Fluoride: '1 1 1 1.5 1.5',
  Se: '0.01 0.01 0.01 0.02 0.02',
  As: '0.05 0.05 0.05 0.1 0.1',
  Hg: '0.00005 0.00005 0.0001 0.001 0.001',
  Cd: '0.001 0.005 0.005 0.005 0.01',
  'Cr(VI)': '0.01 0.05 0.05 0.05 0.1',
  Pb: '0.01 0.01 0.05 0.05 0.1',
  Cyanide: '0.005 0.05 0.2 0.2 0.2',
  'Volatile phenol': '0.002 0.002 0.005 0.01 0.1',
  Oil: '0.05 0.05 0.05 0.5 1',
  'Anionic surfactant': '0.2 0.2 0.2 0.3 0.3',
  Sulphide: '0.05 0.1 0.2 0.5 1',
  'Faecal coliform': '200 2000 10000 20000 40000',
};
test('2.1 GB 3838-2002 表1 laboratory items', () => {
  assert.deepEqual(
    Object.fromEntries(
      LABORATORY_ITEMS.map(({ en, limits }) => [
        en,
        limits
          .map((limit) =>
            String(limit / MICRO)
              .replace('0.00005', '0.00005')
              .replace('5e-5', '0.00005'),
          )
          .join(' '),
      ]),
    ),
    LABORATORY,
  );
});
test('2.2 环办〔2011〕22号 the worked section: class IV; TP (0.3), NH3-N (0.2), DO', () => {
  const section = sectionQuality(
    new Map([
      [DO, micro('4.6')],
      [CODMN, micro('5.1')],
      [COD, micro('18')],
      [NH3N, micro('1.2')],
      [TP, micro('0.26')],
      [PH, micro('7.8')],
    ]),
  );
  assert.deepEqual(
    [section.class, section.items, section.main.map((m) => [m.factor, m.class, m.tenths])],
    [
      4,
      6,
      [
        [TP, 4, 3],
        [NH3N, 4, 2],
        [DO, 4, null],
      ],
    ],
  );
});
test('2.2 环办〔2011〕22号 no multiple of temperature, pH and DO', () => {
  assert.deepEqual(
    [PH, DO, 42].map((factor) => exceedanceTenths(factor, micro('1'), 'river', 3)),
    [null, null, null],
  );
});
test('2.2 saturated DO at 20 degrees is 9.070 mg/L', () => assert.equal(saturatedOxygen(20).toFixed(3), '9.070'));
test('2.2 HJ 2.3-2018 standard index of DO and pH', () => {
  const full = 468 / 51.6;
  assert.deepEqual(
    [oxygenIndex(4, 5, 20), oxygenIndex(full, 5, 20), oxygenIndexOld(2.5, 5, 20)],
    [1.25, 5 / full, 5.5],
  );
  assert.equal(oxygenIndex(12, 5, 20).toFixed(6), ((12 - full) / (full - 5)).toFixed(6));
  assert.deepEqual([phIndex(6), phIndex(7), phIndex(9), phIndex(9.5)], [1, 0, 1, 1.25]);
});
test('2.2 环办〔2011〕22号 class colours: I and II blue, III green, IV yellow, V orange, worse red', () =>
  assert.deepEqual(WATER_CLASS_COLOURS, ['', '#ccffff', '#00ccff', '#00ff00', '#ffff00', '#ff9b00', '#ff0000']));
test('2.2 环办〔2011〕22号 river grade at 90, 75, 60 % and 20, 40 %', () => {
  const of = (clean: number, middle: number, foul: number): WaterClass[] => [
    ...Array<WaterClass>(clean).fill(3),
    ...Array<WaterClass>(middle).fill(4),
    ...Array<WaterClass>(foul).fill(6),
  ];
  assert.deepEqual(
    [of(90, 10, 0), of(89, 11, 0), of(75, 25, 0), of(74, 7, 19), of(74, 6, 20), of(60, 0, 40), of(59, 1, 40)].map(
      riverGrade,
    ),
    ['excellent', 'good', 'good', 'light', 'medium', 'medium', 'heavy'],
  );
});
test('2.2 trophic index: weights and constants', () => {
  const tenths = trophicTenths({ chla: 10, tp: 0.05, tn: 1, transparency: 1, codmn: 4 });
  const by = (a: number, b: number, x: number): number => 10 * (a + b * Math.log(x));
  assert.equal(
    tenths,
    Math.round(
      10 *
        (0.2663 * by(2.5, 1.086, 10) +
          0.1879 * by(9.436, 1.624, 0.05) +
          0.179 * by(5.453, 1.694, 1) +
          0.1834 * by(5.118, -1.94, 1) +
          0.1834 * by(0.109, 2.661, 4)),
    ),
  );
});

// 3
// ----------------------------------------------------------------------------------------------------
test('3.2 GB 12523-2011 background: 3 dB -> -3, 4-5 -> -2, 6-10 -> -1, below 3 invalid', () => {
  assert.deepEqual(
    [2, 3, 4, 5, 6, 8, 10, 11].map((d) => {
      const source = overBackground(60 + d, 60);
      return source === null ? null : source - (60 + d);
    }),
    [null, -3, -2, -2, -1, -1, -1, 0],
  );
});
test('3.2 GB 12523 limits 70 / 55, night peak +15 in 2011; day 06:00-22:00', () => {
  assert.deepEqual(
    CONSTRUCTION_NOISE.map(({ day, night, nightPeakOver }) => [day, night, nightPeakOver]),
    [
      [70, 55, 15],
      [70, 55, null],
    ],
  );
  assert.deepEqual([5, 6, 21, 22].map(isNoiseDay), [false, true, true, false]);
  assert.deepEqual(
    Object.entries(AREA_NOISE).map(([area, { day, night }]) => `${area} ${day}/${night}`),
    ['0 50/40', '1 55/45', '2 60/50', '3 65/55', '4a 70/55', '4b 70/60'],
  );
});
test('3.2 GB 12523 equivalent level is the energy mean 10 lg(mean(10^(L/10))), not the mean of decibels', () => {
  assert.equal(equivalentLevel([micro('60'), micro('70')]), micro('67.4'));
  assert.equal(equivalentLevel([...Array<number>(19).fill(micro('50')), micro('80')]), micro('67.1'));
});

// 4
// ----------------------------------------------------------------------------------------------------
for (const [c, oxygen, reference, expected] of [
  ['8', '9', '6', '10'],
  ['30', '12', '9', '40'],
  ['30', '18', '11', '100'],
] as const) {
  test(`4.2 GB 13271-2014 5.2 folding of ${c} at O2 ${oxygen} % to ${reference} % is ${expected}`, () =>
    assert.equal(folded(micro(c), micro(oxygen), micro(reference)), micro(expected)));
}
test('4.2 GB 13271-2014 5.2 30 mg at O2 20.5 % would fold to 720: the guard judges nothing from there on', () => {
  assert.equal((30 * (21 - 9)) / (21 - 20.5), 720);
  assert.deepEqual(
    [folded(micro('30'), micro('20.5'), micro('9')), folded(micro('30'), micro('21'), micro('9'))],
    [null, null],
  );
  assert.equal(folded(micro('30'), micro('20.4'), micro('9')), micro('600'));
});
test('4.2 HJ 212-2017 附录D standard state at 273 K, dry basis, ppm, mass', () => {
  assert.equal(toStandardState(50, 101_325, 0, 0), 50);
  assert.equal(Math.round(toStandardState(50, 101_325, 0, 273)), 100);
  assert.equal(toDryBasis(90, 0.1), 100);
  assert.equal(ppmToMass(22.4, 46), 46);
  assert.equal(massRate(50, 200_000), 10);
});
test('4.2 reference oxygen: coal 6, 9 and oil or gas 3.5, kiln 10, incineration 11, sinter 16', () =>
  assert.deepEqual(
    Object.values(REFERENCE_OXYGEN).map(({ percent }) => percent),
    [6, 3, 15, 9, 3.5, 10, 11, 16],
  ));
test('4.3 GB 13271-2014 表1-3 and GB 18918-2002 表1', () => {
  const of = (plant: string) => {
    const { dust, so2, nox } = STACK_LIMITS.find((limit) => limit.plant === plant)!;
    return `${dust} ${so2} ${nox}`;
  };
  assert.deepEqual(
    ['coal', 'oil', 'gas'].map((fuel) => of(`boiler ${fuel} existing`)),
    ['80 400 400', '60 300 400', '30 100 400'],
  );
  assert.deepEqual(
    ['coal', 'oil', 'gas'].map((fuel) => of(`boiler ${fuel} new`)),
    ['50 300 300', '30 200 250', '20 50 200'],
  );
  assert.deepEqual(
    ['coal', 'oil', 'gas'].map((fuel) => of(`boiler ${fuel} key area`)),
    ['30 200 200', '30 100 200', '20 50 150'],
  );
  assert.equal(of('boiler coal existing high-sulphur'), '80 550 400');
  assert.deepEqual(
    SEWAGE_LIMITS.map(
      ({ factor, grade, value, cold }) =>
        `${factor} ${grade} ${value / MICRO}${cold === null ? '' : `(${cold / MICRO})`}`,
    ),
    [
      `${COD} 1A 50`,
      `${COD} 1B 60`,
      `${BOD5} 1A 10`,
      `${BOD5} 1B 20`,
      '50 1A 10',
      '50 1B 20',
      `${TN} 1A 15`,
      `${TN} 1B 20`,
      `${NH3N} 1A 5(8)`,
      `${NH3N} 1B 8(15)`,
      `${TP} 1A 0.5`,
      `${TP} 1B 1`,
    ],
  );
  assert.equal(governingLimit(45, [30, 50]), 45);
});
test('4.5 HJ 212-2017 表8: only N and T count in means', () => assert.deepEqual(FLAGS_IN_MEANS, ['N', 'T']));

// 5
// ----------------------------------------------------------------------------------------------------
for (const [source, segment, length, crc] of [
  [
    'HJ 212-2017, official',
    'QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&',
    101,
    '1C80',
  ],
  [
    'HJ 212-2025 A.1, official',
    'QN=20240601085857223;ST=32;CN=1011;PW=123456;MN=010000A8900016F000169DC0;Flag=9;CP=&&&&',
    87,
    '2200',
  ],
  [
    '9014 with QN',
    'QN=20261122080000000;ST=91;CN=9014;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&&&',
    87,
    '1680',
  ],
  ['9014 without QN', 'ST=91;CN=9014;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&&&', 66, '2340'],
  [
    '2051 of two factors',
    'QN=20261122080000000;ST=22;CN=2051;PW=123456;MN=010000A8900016F000169DC0;Flag=5;' +
      'CP=&&DataTime=20261122075900;a34004-Avg=35,a34004-Flag=N;a34002-Avg=81,a34002-Flag=N&&',
    166,
    '7580',
  ],
] as const) {
  test(`5.2 CRC of ${source}: ${length} bytes, ${crc}; framed and parsed`, () => {
    const bytes = Buffer.from(segment);
    assert.deepEqual([bytes.length, crcText(crc16(bytes))], [length, crc]);
    const framer = new Framer();
    framer.push(Buffer.from(`##${String(length).padStart(4, '0')}${segment}${crc}\r\n`));
    const event = framer.next();
    assert.equal(event?.kind, 'frame');
    assert.equal(isReject(parseFrame(event.bytes)), false);
  });
}
for (const [code, name] of [
  ['w00000', '废水流量'],
  ['w01001', 'pH'],
  ['w01009', '溶解氧'],
  ['w01018', 'COD'],
  ['w21003', '氨氮'],
  ['w21011', '总磷'],
  ['a34004', 'PM2.5'],
  ['a34002', 'PM10'],
  ['a34001', 'TSP'],
  ['a05024', 'O₃'],
  ['a19001', '含氧量'],
] as const) {
  test(`5.6 HJ 212-2017 表B.2 ${code} is ${name}`, () => assert.equal(factorByCode(code)?.zh, name));
}
test('5.6 HJ 212-2005 codes are aliases: 001 011 060 065 101 B01 B02 01 02 03 S01 S02 S03 S05 S08', () =>
  assert.deepEqual(
    ['001', '011', '060', '065', '101', 'B01', 'B02', '01', '02', '03', 'S01', 'S02', 'S03', 'S05', 'S08'].map(
      (alias) => factorByCode(alias)?.code,
    ),
    [
      'w01001',
      'w01018',
      'w21003',
      'w21001',
      'w21011',
      'w00000',
      'a00000',
      'a34013',
      'a21026',
      'a21002',
      'a19001',
      'a01011',
      'a01012',
      'a01014',
      'a01013',
    ],
  ));

// 8
// ----------------------------------------------------------------------------------------------------
const metres = (a: readonly [number, number], b: readonly [number, number]): number => {
  const toRadians = Math.PI / 180;
  return Math.hypot((a[0] - b[0]) * toRadians * Math.cos(a[1] * toRadians), (a[1] - b[1]) * toRadians) * 6_371_008.8;
};
for (const [place, wgs, gcj, offset] of [
  ['Beijing', [116.404, 39.915], [116.410244499169, 39.916404281502], 555],
  ['Heze', [115.4807, 35.2337], [115.486547103224, 35.233303953079], 533],
  ['Chengdu', [104.0665, 30.5723], [104.069004905671, 30.56984554072], 363],
] as const) {
  test(`8 WGS-84 to GCJ-02 in ${place}: ${gcj.join(', ')}, ${offset} m, and back to 1e-13 degrees`, () => {
    const there = wgs84ToGcj02(wgs);
    assert.ok(Math.abs(there[0] - gcj[0]) < 1e-12 && Math.abs(there[1] - gcj[1]) < 1e-12, String(there));
    assert.ok(Math.abs(metres(wgs, there) - offset) < 2, `${metres(wgs, there)} m`);
    const back = gcj02ToWgs84(there);
    assert.ok(Math.abs(back[0] - wgs[0]) < 1e-13 && Math.abs(back[1] - wgs[1]) < 1e-13, String(back));
  });
}
test('8 outside the box of the offset a position stays what it is', () =>
  assert.deepEqual(
    [wgs84ToGcj02([2.35, 48.85]), gcj02ToWgs84([139.7, 35.7])],
    [
      [2.35, 48.85],
      [139.7, 35.7],
    ],
  ));

// ----------------------------------------------------------------------------------------------------
test('the list of vectors in docs/notes/065 names tests that are there', () => {
  const note = readFileSync(new URL('../../docs/notes/065-domain-vectors.md', import.meta.url), 'utf8');
  const rows = [...note.matchAll(/^\| (.+?) \| (.+?) \| `(.+?)` \| (.+?) \|$/gm)];
  assert.ok(rows.length >= 40, `${rows.length} rows`);
  for (const [, section, , file, words] of rows) {
    const source = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
    assert.ok(source.includes(words!.replaceAll('\\|', '|')), `${section}: "${words}" is not in ${file}`);
  }
});
