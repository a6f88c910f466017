import { GuanlanError } from '../contracts/errors.ts';
import type { RowBatch } from './row-batch.ts';
import type { AnyRow } from './rows.ts';

const isInt32 = (value: number): boolean => (value | 0) === value;

/**
 * Rows of a producer as one batch, sorted by key; of rows with the same key the last counts.
 * A value that is not a 32-bit integer becomes missing and is counted in `unfit`: a wrong number is worse than none.
 * Throws `GL_LIVE_MESSAGE` where a key is not an unsigned 32-bit integer or a row lacks one of the columns.
 * @param columns names in the order of the topic's definition
 */
export function batchOf(rows: readonly AnyRow[], columns: readonly string[]): { batch: RowBatch; unfit: number } {
  const last = new Map<number, AnyRow>();
  for (const row of rows) {
    if (row.key >>> 0 !== row.key) throw new GuanlanError('GL_LIVE_MESSAGE', `key ${row.key}`);
    last.set(row.key, row);
  }
  const keys = Uint32Array.from(last.keys()).sort();
  const sorted = Array.from(keys, (key) => last.get(key) as AnyRow);
  const missing = new Uint32Array(keys.length);
  let unfit = 0;
  const cells = columns.map((name, c) => {
    const column = new Int32Array(keys.length);
    const bit = 1 << c;
    sorted.forEach((row, i) => {
      const value = row[name];
      if (typeof value === 'number' && isInt32(value)) column[i] = value;
      else {
        if (value === undefined) throw new GuanlanError('GL_LIVE_MESSAGE', `key ${row.key} has no column ${name}`);
        missing[i] = (missing[i] ?? 0) | bit;
        if (value !== null) unfit += 1;
      }
    });
    return column;
  });
  return { batch: { count: keys.length, keys, cells, missing }, unfit };
}
