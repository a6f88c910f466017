import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Batch } from './batch.ts';
import { WriteQueue } from './write-queue.ts';

const batchOf = (count: number): Batch => ({ readings: { count } }) as Batch;

test('a large batch gives way, a small one does not, and none overtakes another', async () => {
  const written: number[] = [];
  let open: () => void = () => undefined;
  const free = new Promise<void>((done) => {
    open = done;
  });
  const queue = new WriteQueue(
    {
      write: async (batch) => {
        written.push(batch.readings.count);
      },
    },
    { isTaken: true, give: () => free },
    5_000,
  );
  await queue.write(batchOf(4_999));
  const large = queue.write(batchOf(5_000));
  const small = queue.write(batchOf(1));
  await new Promise((done) => {
    setTimeout(done, 30);
  });
  assert.deepEqual([written, queue.isBusy], [[4_999], true]);
  open();
  await Promise.all([large, small]);
  assert.deepEqual([written, queue.isBusy], [[4_999, 5_000, 1], false]);
});
