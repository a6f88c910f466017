import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FACTORS, factorByCode, factorById } from './factors.ts';

test('ids and codes of the catalogue are unique, aliases included', () => {
  const ids = FACTORS.map(({ id }) => id);
  assert.deepEqual(ids, [...new Set(ids)]);
  const codes = FACTORS.flatMap(({ code, aliases }) => [
    ...new Set([code, ...aliases].map((name) => name.toLowerCase())),
  ]);
  assert.deepEqual(codes, [...new Set(codes)]);
  for (const factor of FACTORS) {
    assert.equal(factorById(factor.id), factor);
    for (const code of [factor.code, ...factor.aliases]) assert.equal(factorByCode(code), factor);
  }
});
