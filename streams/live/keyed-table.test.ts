import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { stateHash } from './hash.ts';
import { batchOf } from './batch-of.ts';
import { KeyedTable } from './keyed-table.ts';

interface Row {
  readonly key: number;
  readonly values: readonly (number | null)[];
}
const COLUMNS = ['a', 'b', 'c'];
const batch = (rows: readonly Row[], columns = COLUMNS) =>
  batchOf(
    rows.map(({ key, values }) => ({
      ...Object.fromEntries(columns.map((name, c) => [name, values[c] as number])),
      key,
    })),
    columns,
  );
const rowAt = (table: KeyedTable, row: number): Row => ({
  key: table.keys[row]!,
  values: Array.from({ length: table.columns }, (_, c) => table.at(row, c)),
});
const value = fc.option(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { freq: 4 });
const key = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 0, max: 60 }) },
  { weight: 1, arbitrary: fc.integer({ min: 2 ** 32 - 5, max: 2 ** 32 - 1 }) },
);
const row = fc.record({ key, values: fc.tuple(value, value, value) });
const step = fc.oneof(
  fc.record({ kind: fc.constant('upsert' as const), rows: fc.array(row, { maxLength: 30 }) }),
  fc.record({ kind: fc.constant('replace' as const), rows: fc.array(row, { maxLength: 30 }) }),
  fc.record({ kind: fc.constant('remove' as const), keys: fc.uniqueArray(key, { maxLength: 20 }) }),
);

/** The brute-force twin: a map of key to values, and of key to the sequence of its last real change. */
class Twin {
  rows = new Map<number, readonly (number | null)[]>();
  changed = new Map<number, number>();
  removed = new Map<number, number>();

  upsert(rows: readonly Row[], seq: number): void {
    for (const [k, values] of new Map(rows.map((r) => [r.key, r.values]))) {
      const old = this.rows.get(k);
      if (old && JSON.stringify(old) === JSON.stringify(values)) continue;
      this.rows.set(k, values);
      this.changed.set(k, seq);
      this.removed.delete(k);
    }
  }

  remove(keys: readonly number[], seq: number): void {
    for (const k of keys)
      if (this.rows.delete(k)) {
        this.changed.delete(k);
        this.removed.set(k, seq);
      }
  }
}

const sorted = (keys: Iterable<number>): number[] => [...keys].sort((a, b) => a - b);

describe('keyed table', () => {
  test('equals a plain map after any history, and knows what changed since any moment', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const table = new KeyedTable(COLUMNS.length);
        const twin = new Twin();
        steps.forEach((s, i) => {
          const seq = i + 1;
          if (s.kind === 'remove') {
            table.remove(sorted(s.keys), seq);
            twin.remove(s.keys, seq);
          } else {
            const { batch: rows } = batch(s.rows);
            if (s.kind === 'replace') {
              table.replace(rows, seq);
              const kept = new Set(s.rows.map((r) => r.key));
              twin.remove(
                [...twin.rows.keys()].filter((k) => !kept.has(k)),
                seq,
              );
            } else table.upsert(rows, seq);
            twin.upsert(s.rows, seq);
          }
        });
        assert.deepEqual(
          Array.from({ length: table.size }, (_, i) => rowAt(table, i)),
          sorted(twin.rows.keys()).map((k) => ({ key: k, values: [...twin.rows.get(k)!] })),
        );
        for (let seq = 0; seq <= steps.length; seq += 1) {
          const changed = Array.from(table.changedSince(seq), (i) => table.keys[i]!);
          assert.deepEqual(changed, sorted([...twin.changed].filter(([, at]) => at > seq).map(([k]) => k)));
          assert.deepEqual(
            [...table.removedSince(seq)],
            sorted([...twin.removed].filter(([, at]) => at > seq).map(([k]) => k)),
          );
        }
        for (const k of [0, 7, 59, 2 ** 32 - 1]) assert.equal(table.get(k, 1), twin.rows.get(k)?.[1] ?? null);
      }),
      { numRuns: 300 },
    );
  });

  test('the hash is equal exactly where the states are', () => {
    const state = fc.array(row, { maxLength: 12 });
    fc.assert(
      fc.property(state, state, (left, right) => {
        const [a, b] = [left, right].map((rows) => {
          const table = new KeyedTable(COLUMNS.length);
          // One at a time and backwards: the way into the table must not matter.
          for (const r of batchToRows(rows)) table.upsert(batch([r]).batch, 1);
          return table;
        });
        const same =
          JSON.stringify(a!.size) === JSON.stringify(b!.size) &&
          Array.from(
            { length: a!.size },
            (_, i) => JSON.stringify(rowAt(a!, i)) === JSON.stringify(rowAt(b!, i)),
          ).every(Boolean);
        assert.equal(stateHash(a!) === stateHash(b!), same);
        const whole = new KeyedTable(COLUMNS.length);
        whole.load(batch(left).batch, 9);
        assert.equal(stateHash(whole), stateHash(a!));
      }),
      { numRuns: 500 },
    );
  });

  test('one changed cell, one missing bit or one key changes both halves of the hash', () => {
    const base = Array.from({ length: 50 }, (_, k): Row => ({ key: k * 3, values: [k, 0, -k] }));
    const hashOf = (rows: readonly Row[]): string => {
      const table = new KeyedTable(COLUMNS.length);
      table.load(batch(rows).batch, 1);
      return stateHash(table);
    };
    const original = hashOf(base);
    assert.match(original, /^[0-9a-f]{16}$/);
    const variants = [
      base.with(20, { key: 60, values: [20, 1, -20] }),
      base.with(20, { key: 60, values: [20, null, -20] }),
      base.with(20, { key: 61, values: [20, 0, -20] }),
      base.slice(0, -1),
      base.with(0, { key: 0, values: [null, 0, 0] }),
    ];
    for (const variant of variants) {
      const hash = hashOf(variant);
      assert.notEqual(hash.slice(0, 8), original.slice(0, 8));
      assert.notEqual(hash.slice(8), original.slice(8));
    }
  });

  test('remembers a bounded number of removals and raises its floor when it forgets', () => {
    const table = new KeyedTable(1, 100);
    for (let seq = 1; seq <= 50; seq += 1) {
      const keys = Array.from({ length: 10 }, (_, i) => seq * 10 + i);
      table.upsert(
        batch(
          keys.map((k) => ({ key: k, values: [k] })),
          ['a'],
        ).batch,
        seq,
      );
      table.remove(keys, seq);
      assert.ok(table.tombstones <= 100);
    }
    assert.ok(table.floor > 0);
    const recent = sorted(table.removedSince(table.floor));
    assert.equal(recent.length, (50 - table.floor) * 10);
  });

  test('a value that is no 32-bit integer becomes missing and is counted', () => {
    const { batch: rows, unfit } = batchOf(
      [
        { key: 1, a: 2 ** 31, b: 1.5, c: 7 },
        { key: 2, c: -(2 ** 31), b: null, a: NaN },
      ],
      COLUMNS,
    );
    assert.equal(unfit, 3);
    assert.deepEqual([...rows.missing], [0b011, 0b011]);
    assert.deepEqual([...rows.cells[2]!], [7, -(2 ** 31)]);
    assert.throws(() => batchOf([{ key: -1, a: 0 }], ['a']), { code: 'GL_LIVE_MESSAGE' });
    assert.throws(() => batchOf([{ key: 1, a: 0 }], ['a', 'b']), { code: 'GL_LIVE_MESSAGE' });
  });
});

function batchToRows(rows: readonly Row[]): Row[] {
  return [...new Map(rows.map((r) => [r.key, r])).values()].reverse();
}
