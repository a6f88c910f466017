/** A row's missing cells are one 32-bit mask, so a topic has at most this many columns. */
export const MAX_COLUMNS = 32;

/** Rows in columns: `keys` strictly ascending, a missing cell has its bit in `missing` and 0 in its column. */
export interface RowBatch {
  readonly count: number;
  readonly keys: Uint32Array;
  readonly cells: readonly Int32Array[];
  /** Bit c set: column c is missing. */
  readonly missing: Uint32Array;
}

/** The chunks of one state, in order, as one batch. */
export function concatenate(batches: readonly RowBatch[], columns: number): RowBatch {
  const [first] = batches;
  if (first !== undefined && batches.length === 1) return first;
  const count = batches.reduce((sum, batch) => sum + batch.count, 0);
  const keys = new Uint32Array(count);
  const missing = new Uint32Array(count);
  const cells = Array.from({ length: columns }, () => new Int32Array(count));
  let at = 0;
  for (const batch of batches) {
    keys.set(batch.keys, at);
    missing.set(batch.missing, at);
    for (const [c, column] of cells.entries()) column.set(batch.cells[c] ?? NO_CELLS, at);
    at += batch.count;
  }
  return { count, keys, cells, missing };
}

const NO_CELLS = new Int32Array(0);
