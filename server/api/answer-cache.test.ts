import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CACHE_MS, cacheAnswers, CACHE_LIMIT } from './answer-cache.ts';

test('a question is asked once a minute, by whomever; a store that is away leaves the last answer', async () => {
  let now = 0;
  let asked = 0;
  let away = false;
  const answer = cacheAnswers(
    async (question) => {
      asked += 1;
      if (away) throw new Error('away');
      return `${question}${asked}`;
    },
    () => now,
  );
  assert.deepEqual(await Promise.all([answer('A'), answer('A'), answer('B')]), ['A1', 'A1', 'B2']);
  now = CACHE_MS - 1;
  assert.equal(await answer('A'), 'A1');
  now = CACHE_MS;
  away = true;
  assert.equal(await answer('A'), 'A1');
  assert.equal(await answer('C'), null);
  now = 2 * CACHE_MS;
  away = false;
  assert.equal(await answer('A'), 'A5');
  for (let i = 0; i <= CACHE_LIMIT; i += 1) await answer(String(i));
  const before = asked;
  await answer('A');
  assert.equal(asked, before + 1, 'the oldest was let go');
});
