import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MICRO, parseMicro } from '../../streams/contracts/reading.ts';
import { exceedanceTenths, riverGrade, sectionQuality, type WaterClass } from './mod.ts';
import { CONSTRUCTION_NOISE, STACK_LIMITS } from './internal.ts';
import {
  massRate,
  overBackground,
  oxygenIndex,
  oxygenIndexOld,
  phIndex,
  toDryBasis,
  trophicIndexOf,
  trophicState,
  trophicTenths,
  TROPHIC_ITEMS,
} from './ahead/internal.ts';
import { governingLimit, sewageLimit } from '../../test/oracle/outlet-rules.ts';

const close = (actual: number | null, expected: number): void =>
  assert.ok(actual !== null && Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);

test('环办〔2011〕22号 trophic state: weights sum to one, unit values give the constants', () => {
  assert.equal(Math.round(TROPHIC_ITEMS.reduce((sum, { weight }) => sum + weight, 0) * 10_000), 10_000);
  for (const [name, expected] of [
    ['chla', 25],
    ['tp', 94.36],
    ['tn', 54.53],
    ['transparency', 51.18],
    ['codmn', 1.09],
  ] as const)
    close(trophicIndexOf(name, 1), expected);
  close(trophicIndexOf('chla', Math.E), 35.86);
  close(trophicIndexOf('transparency', Math.E), 31.78);
  assert.equal(trophicIndexOf('tp', 0), null);
});
test('环办〔2011〕22号 trophic state: weighted sum, all five needed', () => {
  assert.equal(trophicTenths({ chla: 1, tp: 1, tn: 1, transparency: 1, codmn: 1 }), 437);
  assert.equal(trophicTenths({ chla: 1, tp: null, tn: 1, transparency: 1, codmn: 1 }), null);
  assert.deepEqual([299, 300, 500, 501, 600, 601, 700, 701].map(trophicState), [
    'oligotrophic',
    'mesotrophic',
    'mesotrophic',
    'light',
    'light',
    'medium',
    'medium',
    'heavy',
  ]);
});
test('环办〔2011〕22号 river grade by share of classes', () => {
  const of = (clean: number, middle: number, foul: number): WaterClass[] => [
    ...Array<WaterClass>(clean).fill(3),
    ...Array<WaterClass>(middle).fill(4),
    ...Array<WaterClass>(foul).fill(6),
  ];
  assert.deepEqual(
    [
      of(18, 2, 0),
      of(17, 3, 0),
      of(15, 0, 5),
      of(14, 3, 3),
      of(14, 2, 4),
      of(12, 0, 8),
      of(11, 1, 8),
      of(11, 2, 7),
      of(2, 1, 1),
    ].map(riverGrade),
    ['excellent', 'good', 'good', 'light', 'medium', 'medium', 'heavy', 'medium', null],
  );
});
test('HJ 2.3-2018 standard index: pH and DO', () => {
  assert.deepEqual(
    [7, 6, 9, 5.5, 8].map((ph) => phIndex(ph)),
    [0, 1, 1, 1.5, 0.5],
  );
  close(oxygenIndex(4, 5, 20), 1.25);
  close(oxygenIndex(5, 5, 20), 1);
  close(oxygenIndex(468 / 51.6, 5, 20), 5 / (468 / 51.6));
  assert.ok(oxygenIndex(14, 5, 20) > 1);
  close(oxygenIndexOld(2.5, 5, 20), 5.5);
  close(oxygenIndexOld(5, 5, 20), 1);
});
test('GB 3838 exceedance multiple: none for pH, DO, temperature, nor up to the limit', () => {
  assert.deepEqual(
    [40, 41, 42].map((factor) => exceedanceTenths(factor, 100 * MICRO, 'river', 3)),
    [null, null, null],
  );
  assert.deepEqual(
    ['1', '1.01', '1.2', '2'].map((value) => exceedanceTenths(46, parseMicro(value)!, 'river', 3)),
    [null, 0, 2, 10],
  );
});
test('环办〔2011〕22号: main pollutants of one class by their multiple before rounding', () => {
  assert.deepEqual(
    sectionQuality(
      new Map([
        [45, 7_500_000],
        [47, 251_000],
      ]),
    ).main.map(({ factor, tenths }) => [factor, tenths]),
    [
      [47, 3],
      [45, 2],
    ],
  );
  assert.deepEqual(
    sectionQuality(
      new Map([
        [45, 7_560_000],
        [47, 255_000],
      ]),
    ).main.map(({ factor, tenths }) => [factor, tenths]),
    [
      [47, 3],
      [45, 3],
    ],
  );
  assert.deepEqual(
    sectionQuality(
      new Map([
        [45, 7_700_000],
        [47, 255_000],
      ]),
    ).main.map(({ factor, tenths }) => [factor, tenths]),
    [
      [45, 3],
      [47, 3],
    ],
  );
});
test('环办〔2011〕22号: TN of a lake is graded beside the section, TN of a river not at all', () => {
  const values = new Map([
    [45, 3 * MICRO],
    [48, 3 * MICRO],
  ]);
  const lake = sectionQuality(values, 'lake');
  assert.deepEqual(
    [lake.class, lake.items, lake.main, lake.beside],
    [2, 1, [], [{ factor: 48, class: 6, tenths: 20 }]],
  );
  assert.deepEqual([sectionQuality(values).class, sectionQuality(values).beside], [2, []]);
});
test('GB 12523: the edition of the day, 2011 with a night peak and a correction for background', () => {
  assert.deepEqual(
    CONSTRUCTION_NOISE.map(({ edition }) => [edition.name, edition.effectiveFrom]),
    [
      ['GB 12523-2011', Date.parse('2012-07-01T00:00:00+08:00')],
      ['GB 12523-2025', Date.parse('2026-01-01T00:00:00+08:00')],
    ],
  );
  assert.deepEqual(
    CONSTRUCTION_NOISE.map(({ day, night, nightPeakOver, uncertain }) => [day, night, nightPeakOver, uncertain]),
    [
      [70, 55, 15, false],
      [70, 55, null, true],
    ],
  );
  assert.deepEqual(
    [2, 3, 4, 5, 6, 10, 11].map((difference) => overBackground(60 + difference, 60)),
    [null, 60, 62, 63, 65, 69, 71],
  );
});
test('GB 13271-2014 tables 1 to 3 and what is only recalled', () => {
  assert.deepEqual(
    ['boiler coal existing', 'boiler gas new', 'boiler gas key area'].map((plant) => {
      const { dust, so2, nox } = STACK_LIMITS.find((limit) => limit.plant === plant)!;
      return [dust, so2, nox];
    }),
    [
      [80, 400, 400],
      [20, 50, 200],
      [20, 50, 150],
    ],
  );
  assert.deepEqual(
    STACK_LIMITS.filter(({ standing }) => standing !== 'primary').map(({ plant }) => plant),
    [
      'utility coal ultra-low',
      'cement kiln ultra-low',
      'utility coal new',
      'utility coal key area',
      'general process new',
    ],
  );
  assert.ok(STACK_LIMITS.every(({ standing, clause }) => standing !== 'recalled' || clause.includes('待核')));
});
test('permit before standard, then the strictest', () => {
  assert.deepEqual(
    [governingLimit(40, [35, 50]), governingLimit(null, [35, 50]), governingLimit(null, [])],
    [40, 35, null],
  );
});
test('GB 18918-2002 表1: NH3-N by water temperature, 12 degrees still cold', () => {
  const values = [null, '11.9', '12', '12.1'].map((text) =>
    sewageLimit(46, '1A', text === null ? null : parseMicro(text)!)!,
  );
  assert.deepEqual(
    values.map(({ value }) => value / MICRO),
    [5, 8, 8, 5],
  );
  assert.deepEqual(
    values.map(({ temperatureUnknown }) => temperatureUnknown),
    [true, false, false, false],
  );
  assert.deepEqual(
    [sewageLimit(46, '1B', 10 * MICRO)!.value, sewageLimit(47, '1A', null)!.value, sewageLimit(45, '1A', null)],
    [15 * MICRO, MICRO / 2, null],
  );
});
test('HJ 212-2017 附录D: mass from the dry standard concentration, never the folded one', () => {
  assert.equal(massRate(50, 200_000), 10);
  assert.equal(massRate(toDryBasis(45, 0.1), 200_000), 10);
});
