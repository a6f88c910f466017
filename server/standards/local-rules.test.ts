import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeOfPlace } from './local-rules.ts';

test('a dust rule of an unknown place is refused', () => {
  assert.equal(codeOfPlace('武汉'), '4201');
  assert.throws(() => codeOfPlace('云州'), { code: 'GL_INTERNAL', message: /云州/ });
});
