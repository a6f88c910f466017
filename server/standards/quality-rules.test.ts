import assert from 'node:assert/strict';
import { test } from 'node:test';
import { factorByCode } from '../../streams/contracts/factors.ts';
import { STATION_KINDS } from '../../streams/contracts/pack.ts';
import { qualityRules } from './mod.ts';

const rules = qualityRules();
const ruleOf = (kind: keyof typeof STATION_KINDS, code: string) =>
  rules.find((rule) => rule.kind === STATION_KINDS[kind] && rule.factor === factorByCode(code)!.id)!;

test('nutrients of a river are stuck after four samples, its hourly parameters after six readings', () => {
  assert.deepEqual(
    ['w21011', 'w21003', 'w01019'].map((code) => ruleOf('water', code).stuckSingle),
    [16, 16, 16],
  );
  assert.deepEqual(
    ['w01001', 'w01009'].map((code) => ruleOf('water', code).stuckSingle),
    [6, 6],
  );
  assert.deepEqual([ruleOf('national', 'a34004').stuck, ruleOf('national', 'a34004').stuckSingle], [4, 24]);
});

test('what is no concentration may stand still', () => {
  for (const code of ['a01007', 'a01002'])
    assert.deepEqual([ruleOf('national', code).stuck, ruleOf('national', code).stuckSingle], [0, 0], code);
});
