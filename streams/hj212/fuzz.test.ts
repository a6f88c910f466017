import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FUZZ_SEEDS, fuzzStream, newFuzzCounts, random } from './fuzz.ts';

test('fuzz: 3,000 streams of whole, mutated and random frames: no crash, no wrong accept, no loss, no growth', () => {
  const counts = newFuzzCounts();
  for (let seed = 1; seed <= 3000; seed += 1) {
    try {
      fuzzStream(FUZZ_SEEDS, random(seed), counts);
    } catch (error) {
      throw new Error(`seed ${seed}: ${(error as Error).message}`, { cause: error });
    }
  }
  assert.ok(counts.opened > 5000 && counts.rejects > 3000 && counts.readings > 5000, JSON.stringify(counts));
});
