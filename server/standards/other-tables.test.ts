import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMicro } from '../../streams/contracts/reading.ts';
import { LOCAL_RULES, localRulesOf } from './mod.ts';
import { DUST_RULES, RELATIVE_DUST_RULE } from './internal.ts';
import { LABORATORY_ITEMS, laboratoryClass, OTHER_AIR_LIMITS } from './ahead/internal.ts';
import { judgeRelative } from '../../test/oracle/local-rules.ts';

test('GB 3095-2026 表2: TSP, NOx, Pb, BaP; only NOx has an hourly limit', () => {
  const text = (edition: string, item: string) =>
    OTHER_AIR_LIMITS.filter((limit) => limit.edition.name === edition && limit.item === item)
      .map(({ averaging, classOne, classTwo }) => `${averaging} ${classOne}/${classTwo}`)
      .sort();
  assert.deepEqual(text('GB 3095-2026 过渡阶段', 'TSP'), ['day 120/300', 'year 80/200']);
  assert.deepEqual(text('GB 3095-2026 过渡阶段', 'NOx'), ['day 100/100', 'hour 250/250', 'year 50/50']);
  assert.deepEqual(text('GB 3095-2026', 'NOx'), ['day 70/70', 'hour 250/250', 'year 40/40']);
  assert.deepEqual(
    OTHER_AIR_LIMITS.filter(({ averaging }) => averaging === 'hour').map(({ item }) => item),
    ['NOx', 'NOx'],
  );
});
test('GB 3838-2002 表1: laboratory items rise with the class and meet their limits', () => {
  assert.equal(LABORATORY_ITEMS.length, 15);
  for (const item of LABORATORY_ITEMS) {
    assert.equal(item.limits.length, 5, item.en);
    item.limits.forEach((limit, i) => {
      assert.ok(i === 0 || limit >= item.limits[i - 1]!, item.en);
      assert.ok(laboratoryClass(item, limit) <= i + 1, item.en);
    });
    assert.equal(laboratoryClass(item, item.limits[4]! + 1), 6, item.en);
  }
  const mercury = LABORATORY_ITEMS.find(({ en }) => en === 'Hg')!;
  assert.deepEqual(
    ['0.00005', '0.0001', '0.001', '0.0011'].map((value) => laboratoryClass(mercury, parseMicro(value)!)),
    [1, 3, 4, 6],
  );
});
test('local dust rules name their source, and the uncertain ones say so', () => {
  assert.deepEqual(
    DUST_RULES.filter(({ uncertain }) => uncertain).map(({ place }) => place),
    ['河北', '上海', '四川', '四川'],
  );
  assert.ok(DUST_RULES.every(({ source, threshold }) => source !== '' && threshold > 0));
});
test('relative dust rule: ratio and floor both, humidity and regional dust suppress', () => {
  assert.equal(RELATIVE_DUST_RULE.ratio, 1.5);
  assert.deepEqual(
    [
      [150, 100, 50],
      [149, 100, 50],
      [99, 20, 50],
      [100, 20, null],
      [150, 100, 96],
      [900, 421, 50],
      [900, null, 50],
    ].map(([site, reference, humidity]) => judgeRelative(site!, reference!, humidity!)),
    ['exceeds', 'within', 'within', 'exceeds', 'humidity', 'regional', 'no reference'],
  );
});
test('local rules: a place has its own beside those of everywhere; the laxer value holds; ids are stored', () => {
  assert.deepEqual(
    LOCAL_RULES.map(({ id }) => id),
    [1, 2, 3, 4, 10, 12, 13, 15, 16, 17, 19, 20],
  );
  assert.deepEqual(
    localRulesOf('990000').map(({ form }) => form),
    ['relative', 'rise', 'noise', 'noise'],
  );
  assert.deepEqual(
    localRulesOf('310000')
      .slice(4)
      .map(({ minutes, threshold, allowed }) => [minutes, threshold / 1e6, allowed]),
    [
      [15, 2000, 1],
      [15, 1000, 6],
    ],
  );
  assert.deepEqual(
    localRulesOf('610100')
      .slice(4)
      .map(({ threshold }) => threshold / 1e6),
    [800],
  );
  const [, , old, present] = LOCAL_RULES;
  assert.deepEqual(
    [old!.effectiveUntil, present!.effectiveFrom],
    [Date.parse('2026-01-01T00:00:00+08:00'), Date.parse('2026-01-01T00:00:00+08:00')],
  );
  assert.deepEqual(
    LOCAL_RULES.slice(4).map(({ effectiveFrom }) => new Date(effectiveFrom + 8 * 3_600_000).getUTCFullYear()),
    [2019, 2016, 2017, 2016, 2016, 2020, 2017, 2017],
  );
});
