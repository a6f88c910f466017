import assert from 'node:assert/strict';
import test from 'node:test';
import { deskKey } from './desk-keys.ts';

const key = (name: string, more = {}) => ({ key: name, ctrlKey: false, metaKey: false, altKey: false, ...more });

test('keys move, load and open a note', () => {
  assert.deepEqual(deskKey(key('j'), false), { kind: 'move', by: 1 });
  assert.deepEqual(deskKey(key('K'), false), { kind: 'move', by: -1 });
  assert.deepEqual(deskKey(key('c'), false), { kind: 'write', step: 'confirmed' });
  assert.equal(deskKey(key('q'), false), null);
});

test('a note being written keeps its letters; the browser keeps its shortcuts', () => {
  assert.equal(deskKey(key('c'), true), null);
  assert.deepEqual(deskKey(key('Escape'), true), { kind: 'cancel' });
  assert.equal(deskKey(key('r', { ctrlKey: true }), false), null);
});
