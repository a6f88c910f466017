import assert from 'node:assert/strict';
import test from 'node:test';
import { TokenBuckets } from './token-bucket.ts';

test('TokenBuckets: a burst at once, then its rate, per key; keys remembered are bounded', () => {
  const buckets = new TokenBuckets(10, 3, 2);
  assert.deepEqual(
    [0, 0, 0, 0].map(() => buckets.take('a', 0)),
    [0, 0, 0, 100],
  );
  assert.equal(buckets.take('b', 0), 0);
  assert.equal(buckets.take('a', 100), 0);
  assert.ok(buckets.take('a', 100) > 0);
  assert.equal(buckets.take('a', 1_000_000), 0, 'never more than the burst is saved up');
  assert.equal(buckets.take('c', 0), 0);
  assert.equal(buckets.size, 2);
});

test('TokenBuckets: the key that took longest ago is forgotten, not the one that came first', () => {
  const buckets = new TokenBuckets(1, 1, 2);
  assert.equal(buckets.take('first', 0), 0);
  assert.equal(buckets.take('second', 0), 0);
  assert.equal(buckets.take('first', 1), 999);
  assert.equal(buckets.take('third', 2), 0);
  assert.ok(buckets.take('first', 3) > 0, 'still remembered');
});
