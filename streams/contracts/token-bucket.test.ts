import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TokenBuckets } from './token-bucket.ts';

test('a burst at once, then the rate, and how long to wait for the next token', () => {
  const buckets = new TokenBuckets({ perSecond: 2, burst: 3, keys: 10 });
  assert.deepEqual([buckets.take('a', 0), buckets.take('a', 0), buckets.take('a', 0)], [0, 0, 0]);
  assert.equal(buckets.take('a', 0), 500);
  assert.equal(buckets.take('b', 0), 0, 'another key has tokens of its own');
  assert.equal(buckets.take('a', 400), 100);
  assert.equal(buckets.take('a', 500), 0);
  assert.equal(buckets.take('a', 500), 500);
  for (let i = 0; i < 3; i += 1) assert.equal(buckets.take('a', 1e6), 0, 'never more than a burst is saved up');
  assert.equal(buckets.take('a', 1e6), 500);
});

test('of more keys than are remembered the one used longest ago is forgotten, not the one seen first', () => {
  const buckets = new TokenBuckets({ perSecond: 1, burst: 1, keys: 2 });
  buckets.take('first', 0);
  buckets.take('second', 0);
  assert.notEqual(buckets.take('first', 1), 0);
  buckets.take('third', 1);
  assert.equal(buckets.size, 2);
  assert.notEqual(buckets.take('first', 2), 0, 'still bounded: it was used after the second');
  assert.equal(buckets.take('second', 2), 0);
});
