import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cutText, illFormedAt } from './well-formed.ts';

test('text that is not well-formed is found wherever it stands, and said where', () => {
  for (const good of [
    null,
    1,
    'text',
    '😀',
    '\0',
    [],
    {},
    { a: ['观澜', { b: '\ud83d\ude00' }] },
    Buffer.from([0xed, 0xa0, 0x80]),
  ])
    assert.equal(illFormedAt(good), null, String(good));
  assert.equal(illFormedAt('\ud800'), '');
  assert.equal(illFormedAt({ names: { en: 'a', zh: '站\udc00' } }), '/names/zh');
  assert.equal(illFormedAt([1, { '\ud800': 1 }]), '/1/\ufffd');
  assert.equal(illFormedAt(JSON.parse('{"device":"\\ud800x"}')), '/device');
});

test('depth is no danger, and a path stays short', () => {
  const deep = JSON.parse(`${'['.repeat(50_000)}"\\ud800"${']'.repeat(50_000)}`) as unknown;
  assert.equal(illFormedAt(deep), '/0'.repeat(8));
});

test('a cut halves no pair', () => {
  assert.equal(cutText('abc', 2), 'ab');
  assert.equal(cutText('a😀', 2), 'a');
  assert.equal(cutText('a😀', 3), 'a😀');
  for (let most = 0; most < 12; most += 1) assert.ok(cutText('a😀b😀😀c', most).isWellFormed());
});
