import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClickHouseError } from '@clickhouse/client';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import { bisectInsert, type RefusedIndex } from './bisect-insert.ts';
import { Stopped } from '../platform/retry.ts';
import { refusalOf } from './store-refusal.ts';

const engine = (code: string): ClickHouseError => new ClickHouseError({ message: 'refused', code, type: 'X' });

/** Inserts `count` rows where `fault` tells what is wrong with a row, and what it led to. */
async function run(
  count: number,
  fault: (row: number, attempt: number) => Error | null,
  signal = new AbortController().signal,
) {
  const taken: number[] = [];
  let attempts = 0;
  let failures = 0;
  const refused: readonly RefusedIndex[] = await bisectInsert({
    count,
    longest: 1.6,
    signal,
    failed: () => {
      failures += 1;
    },
    insert: async (from, to) => {
      attempts += 1;
      for (let row = from; row < to; row += 1) {
        const error = fault(row, attempts);
        if (error) throw error;
      }
      for (let row = from; row < to; row += 1) taken.push(row);
    },
  });
  return { refused: refused.map(({ at }) => at), taken: taken.sort((a, b) => a - b), attempts, failures };
}
const without = (count: number, bad: readonly number[]): number[] =>
  Array.from({ length: count }, (_, row) => row).filter((row) => !bad.includes(row));

test('codes of rows, of trouble that passes, and of neither', () => {
  assert.deepEqual(
    ['25', '26', '469'].map((code) => refusalOf(engine(code))),
    ['row', 'row', 'row'],
  );
  assert.deepEqual(
    ['241', '252', '243', '242', '159', '60'].map((code) => refusalOf(engine(code))),
    Array(6).fill('passing'),
  );
  assert.equal(refusalOf(engine('8888')), 'unknown');
  assert.equal(refusalOf(new GuanlanError('GL_STORE_UNAVAILABLE')), 'passing');
  assert.equal(refusalOf(new GuanlanError('GL_TOO_LARGE')), 'row');
  assert.equal(refusalOf(new Stopped()), 'passing');
});

for (const code of ['25', '8888']) {
  test(`code ${code}: the bad rows stand alone wherever they are, the others are taken once`, async () => {
    for (const [count, bad] of [
      [1000, [0]],
      [1000, [999]],
      [1000, [1, 2, 500]],
      [7, [3]],
      [2, [1]],
    ] as const) {
      const { refused, taken, attempts } = await run(count, (row) =>
        (bad as readonly number[]).includes(row) ? engine(code) : null,
      );
      assert.deepEqual([refused, taken], [bad, without(count, bad)]);
      assert.ok(attempts < 3 + bad.length * 2 * Math.ceil(Math.log2(count) + 1), `${attempts}`);
    }
  });
}

test('every row refused for a known reason is every row rejected', async () => {
  assert.deepEqual((await run(40, () => engine('26'))).refused.length, 40);
});

test("every row refused for a reason not known: no row's fault, and tried again at a bounded cost", async () => {
  const { refused, taken, attempts, failures } = await run(10_000, (_, attempt) =>
    attempt < 500 ? engine('8888') : null,
  );
  assert.deepEqual([refused.length, taken.length], [0, 10_000]);
  assert.ok(attempts < 700 && failures > 3, `${attempts} ${failures}`);
});

test('a lone row that is refused for a reason not known is given up after a while', async () => {
  const { refused, failures } = await run(1, () => engine('8888'));
  assert.deepEqual(refused, [0]);
  assert.ok(failures >= 10, `${failures}`);
});

test('trouble that passes is waited for, and a stop ends the waiting', async () => {
  assert.deepEqual((await run(5, (_, attempt) => (attempt < 30 ? engine('252') : null))).taken.length, 5);
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 30);
  await assert.rejects(
    run(5, () => engine('252'), stop.signal),
    Stopped,
  );
});
