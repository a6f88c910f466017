import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { BackfillLedger, Runs } from './ledger.ts';

describe('the memory of what was delivered', () => {
  it('is a set kept in runs that never touch', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 })), fc.integer({ min: 0, max: 40 }), (values, below) => {
        const runs = new Runs();
        for (const value of values) runs.add(value);
        for (let value = 0; value <= 40; value += 1) assert.equal(runs.has(value), values.includes(value));
        runs.runs.forEach(([first, last], i) =>
          assert.ok(first <= last && (i === 0 || (runs.runs[i - 1] as readonly [number, number])[1] < first - 1)),
        );
        runs.trim(below);
        for (let value = below; value <= 40; value += 1) assert.equal(runs.has(value), values.includes(value));
      }),
    );
  });

  it('is the same after a restart, and empty for another seed or a broken file', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'guanlan-ledger-'));
    try {
      const held = { device: 'A1', series: 'hours', index: 500_000 } as const;
      const first = await BackfillLedger.open(directory, 7);
      first.add(held);
      await first.save();
      assert.ok((await BackfillLedger.open(directory, 7)).has(held));
      assert.ok(!(await BackfillLedger.open(directory, 7)).has({ ...held, series: 'days' }));
      assert.ok(!(await BackfillLedger.open(directory, 8)).has(held));
      await writeFile(join(directory, 'backfill.json'), '{"seed":7,"ho');
      assert.ok(!(await BackfillLedger.open(directory, 7)).has(held));
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});
