import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeFrame } from './encode.ts';
import { judge } from './fuzz-oracle.ts';
import { FUZZ_KEYS, FUZZ_SEEDS, fuzzKeysOf, random } from './fuzz-pieces.ts';
import { fuzzStream, newFuzzCounts } from './fuzz.ts';

test('fuzz: 3,000 streams of whole, encrypted, split, mutated and random frames: no crash, no wrong accept, no loss, no growth', () => {
  const counts = newFuzzCounts();
  for (let seed = 1; seed <= 3000; seed += 1) {
    try {
      fuzzStream(FUZZ_SEEDS, random(seed), counts);
    } catch (error) {
      throw new Error(`seed ${seed}: ${(error as Error).message}`, { cause: error });
    }
  }
  assert.ok(
    counts.opened > 5000 &&
      counts.rejects > 3000 &&
      counts.readings > 5000 &&
      counts.decrypted > 300 &&
      counts.keyless > 100 &&
      counts.joined > 100 &&
      counts.records > 1000,
    JSON.stringify(counts),
  );
});

test('the oracle refuses: else it would prove nothing', () => {
  const key = FUZZ_KEYS.get('S1')![0]!;
  const draft = {
    qn: '1',
    st: '31',
    cn: '2011',
    pw: '1',
    mn: 'S1',
    flag: 9,
    cp: 'DataTime=20261122080000;a34013-Rtd=1,a34013-Flag=N',
  };
  const bare = (frame: Buffer): Buffer => frame.subarray(0, -2);
  assert.equal(judge(bare(encodeFrame(draft)), fuzzKeysOf), 'plain');
  assert.equal(judge(bare(encodeFrame({ ...draft, key })), fuzzKeysOf), 'opened');
  assert.equal(judge(bare(encodeFrame({ ...draft, key: Buffer.alloc(16, 9) })), fuzzKeysOf), 'wrong');
  assert.equal(judge(bare(encodeFrame({ ...draft, mn: 'S3', key: Buffer.alloc(16, 9) })), fuzzKeysOf), 'keyless');
  for (const frame of [bare(encodeFrame(draft)), bare(encodeFrame({ ...draft, key }))]) {
    for (let at = 0; at < frame.length; at += 1) {
      const damaged = Buffer.from(frame);
      damaged[at] = damaged[at]! ^ 0x10;
      assert.equal(
        judge(damaged, () => FUZZ_KEYS.get('S1')!),
        'wrong',
        `byte ${at}`,
      );
    }
  }
});
