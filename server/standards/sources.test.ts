import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMicro } from '../../streams/contracts/reading.ts';
import { folded } from './mod.ts';
import { ppmToMass, toDryBasis, toStandardState } from './ahead/internal.ts';
import { equivalentLevel, isNoiseDay } from '../../test/oracle/local-rules.ts';

const micro = (text: string): number => parseMicro(text)!;

for (const [c, o2, ref, expected] of [
  ['8', '9', '6', '10'],
  ['30', '12', '9', '40'],
  ['30', '18', '11', '100'],
] as const) {
  test(`GB 13271-2014 5.2 folding (${c}, O2 ${o2}, ref ${ref}) = ${expected}`, () =>
    assert.equal(folded(micro(c), micro(o2), micro(ref)), micro(expected)));
}
test('folding guard: at 20.5 % O2 nothing is judged', () =>
  assert.equal(folded(micro('30'), micro('20.5'), micro('9')), null));
test('HJ 212-2017 Annex D: standard state at 273 K and 101,325 Pa is the identity', () => {
  assert.equal(toStandardState(50, 101_325, 0, 0), 50);
  assert.equal(Math.round(toStandardState(50, 101_325, 0, 136.5) * 1000), 75_000);
});
test('HJ 212-2017 Annex D: dry basis and ppm', () => {
  assert.equal(toDryBasis(90, 0.1), 100);
  assert.equal(Math.round(ppmToMass(100, 46) * 10), 2054);
});
test('GB 12523: the equivalent level is an energy mean', () => {
  assert.equal(equivalentLevel([micro('70'), micro('70')]), micro('70'));
  assert.equal(equivalentLevel([micro('80'), micro('0')]), micro('77'));
  assert.equal(equivalentLevel([]), null);
  assert.deepEqual([5, 6, 21, 22].map(isNoiseDay), [false, true, true, false]);
});
