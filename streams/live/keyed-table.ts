/**
 * The keyed table of one live topic: rows sorted by key, columns of Int32, missing cells as bits, and for each row the
 * sequence that last changed it. So the difference between any two moments is one scan, whoever asks: there is
 * no log of changes to keep, to bound or to lose.
 */
import { lowerBound } from './lower-bound.ts';
import type { ReadonlyTable } from './readonly-table.ts';
import { MAX_COLUMNS, type RowBatch } from './row-batch.ts';
import { Tombstones } from './tombstones.ts';

const MIN_CAPACITY = 16;

export class KeyedTable implements ReadonlyTable {
  readonly columns: number;
  size = 0;
  keys: Uint32Array;
  cells: Int32Array[];
  missing: Uint32Array;
  rowSeq: Uint32Array;
  readonly #removed: Tombstones;

  /** @param maxTombstones removed keys that are remembered */
  constructor(columns: number, maxTombstones?: number) {
    if (columns < 1 || columns > MAX_COLUMNS) throw new RangeError(`${columns} columns`);
    this.columns = columns;
    this.#removed = new Tombstones(maxTombstones);
    this.keys = new Uint32Array(MIN_CAPACITY);
    this.cells = Array.from({ length: columns }, () => new Int32Array(MIN_CAPACITY));
    this.missing = new Uint32Array(MIN_CAPACITY);
    this.rowSeq = new Uint32Array(MIN_CAPACITY);
  }

  indexOf(key: number): number {
    const at = lowerBound(this.keys, this.size, key);
    return at < this.size && this.keys[at] === key ? at : -1;
  }

  at(row: number, column: number): number | null {
    if (row < 0 || row >= this.size || ((this.missing[row] ?? 0) >>> column) & 1) return null;
    return this.cells[column]?.[row] ?? null;
  }

  get(key: number, column: number): number | null {
    return this.at(this.indexOf(key), column);
  }

  /** All rows, as views: valid until the next change. */
  all(): RowBatch {
    const { size } = this;
    return {
      count: size,
      keys: this.keys.subarray(0, size),
      missing: this.missing.subarray(0, size),
      cells: this.cells.map((column) => column.subarray(0, size)),
    };
  }

  /** A copy of the rows at these indices. */
  gather(rows: Uint32Array): RowBatch {
    const pick = (source: Uint32Array): Uint32Array => rows.map((row) => source[row] ?? 0);
    return {
      count: rows.length,
      keys: pick(this.keys),
      missing: pick(this.missing),
      cells: this.cells.map((column) => {
        const out = new Int32Array(rows.length);
        for (let i = 0; i < rows.length; i += 1) out[i] = column[rows[i] ?? 0] ?? 0;
        return out;
      }),
    };
  }

  changedSince(seq: number): Uint32Array {
    const { rowSeq, size } = this;
    let count = 0;
    for (let i = 0; i < size; i += 1) if ((rowSeq[i] ?? 0) > seq) count += 1;
    const rows = new Uint32Array(count);
    for (let i = 0, at = 0; at < count; i += 1) if ((rowSeq[i] ?? 0) > seq) rows[at++] = i;
    return rows;
  }

  removedSince(seq: number): Uint32Array {
    return this.#removed.since(seq);
  }

  /** Differences can be computed from this sequence on. */
  get floor(): number {
    return this.#removed.floor;
  }

  get tombstones(): number {
    return this.#removed.size;
  }

  /** Forget removals up to `seq`: nobody will ask for a difference from before it. */
  forget(seq: number): void {
    this.#removed.forget(seq);
  }

  /** Puts rows in. A row equal to what stands keeps its sequence. Returns how many rows changed or are new. */
  upsert(batch: RowBatch, seq: number): number {
    const fresh: number[] = [];
    const at = new Int32Array(batch.count);
    let from = 0;
    for (let i = 0; i < batch.count; i += 1) {
      const key = batch.keys[i] ?? 0;
      from = lowerBound(this.keys, this.size, key, from);
      if (from < this.size && this.keys[from] === key) at[i] = from;
      else {
        at[i] = -1;
        fresh.push(i);
      }
    }
    const changed = this.#overwrite(batch, at, seq);
    if (fresh.length > 0) this.#insert(batch, fresh, seq);
    return changed + fresh.length;
  }

  /** Takes keys out (strictly ascending). Returns how many were there. */
  remove(keys: ArrayLike<number>, seq: number): number {
    if (keys.length === 0) return 0;
    let next = 0;
    let to = 0;
    for (let from = 0; from < this.size; from += 1) {
      const key = this.keys[from] ?? 0;
      while (next < keys.length && (keys[next] ?? 0) < key) next += 1;
      if (next < keys.length && keys[next] === key) this.#removed.add(key, seq);
      else {
        if (to !== from) this.#move(from, to);
        to += 1;
      }
    }
    const gone = this.size - to;
    this.size = to;
    this.#removed.bound();
    return gone;
  }

  /** Makes the table equal to `batch`; rows that are equal keep their sequence, keys not in it become tombstones. */
  replace(batch: RowBatch, seq: number): number {
    const gone: number[] = [];
    let next = 0;
    for (let i = 0; i < this.size; i += 1) {
      const key = this.keys[i] ?? 0;
      while (next < batch.count && (batch.keys[next] ?? 0) < key) next += 1;
      if (next >= batch.count || batch.keys[next] !== key) gone.push(key);
    }
    return this.remove(gone, seq) + this.upsert(batch, seq);
  }

  /** Becomes `batch` as a new beginning: no differences from before `seq`. */
  load(batch: RowBatch, seq: number): void {
    this.size = 0;
    this.#removed.reset(seq);
    this.#grow(batch.count);
    this.size = batch.count;
    this.keys.set(batch.keys.subarray(0, batch.count));
    this.missing.set(batch.missing.subarray(0, batch.count));
    this.rowSeq.fill(seq, 0, batch.count);
    for (const [c, column] of this.cells.entries()) {
      const source = batch.cells[c];
      if (source) column.set(source.subarray(0, batch.count));
    }
  }

  /** As if every row had changed at `seq` and nothing was known before it. */
  restamp(seq: number): void {
    this.#removed.reset(seq);
    this.rowSeq.fill(seq, 0, this.size);
  }

  /**
   * Column by column, for that is how the memory lies. `at[i]` is the row that row i of the batch goes to, -1 for none.
   */
  #overwrite(batch: RowBatch, at: Int32Array, seq: number): number {
    const differs = new Uint8Array(batch.count);
    copyChanged(this.missing, batch.missing, at, differs);
    for (const [c, column] of this.cells.entries()) {
      const source = batch.cells[c];
      if (source) copyChanged(column, source, at, differs);
    }
    let changed = 0;
    for (let i = 0; i < differs.length; i += 1)
      if (differs[i] === 1) {
        this.rowSeq[at[i] ?? -1] = seq;
        changed += 1;
      }
    return changed;
  }

  /** One merge from the back: each old row moves at most once, however many are new. */
  #insert(batch: RowBatch, fresh: readonly number[], seq: number): void {
    this.#grow(this.size + fresh.length);
    let from = this.size - 1;
    let next = fresh.length - 1;
    for (let to = this.size + fresh.length - 1; next >= 0; to -= 1) {
      const source = fresh[next] ?? 0;
      const key = batch.keys[source] ?? 0;
      if (from >= 0 && (this.keys[from] ?? 0) > key) {
        this.#move(from, to);
        from -= 1;
        continue;
      }
      this.keys[to] = key;
      this.missing[to] = batch.missing[source] ?? 0;
      this.rowSeq[to] = seq;
      for (let c = 0; c < this.columns; c += 1) copyCell(this.cells[c], to, batch.cells[c], source);
      this.#removed.delete(key);
      next -= 1;
    }
    this.size += fresh.length;
  }

  #move(from: number, to: number): void {
    this.keys[to] = this.keys[from] ?? 0;
    this.missing[to] = this.missing[from] ?? 0;
    this.rowSeq[to] = this.rowSeq[from] ?? 0;
    for (const column of this.cells) column[to] = column[from] ?? 0;
  }

  #grow(rows: number): void {
    let capacity = this.keys.length;
    if (rows <= capacity) return;
    while (capacity < rows) capacity *= 2;
    const wider = (old: Uint32Array): Uint32Array => {
      const grown = new Uint32Array(capacity);
      grown.set(old);
      return grown;
    };
    this.keys = wider(this.keys);
    this.missing = wider(this.missing);
    this.rowSeq = wider(this.rowSeq);
    this.cells = this.cells.map((old) => {
      const grown = new Int32Array(capacity);
      grown.set(old);
      return grown;
    });
  }
}

function copyCell(to: Int32Array | undefined, row: number, from: Int32Array | undefined, source: number): void {
  if (to && from) to[row] = from[source] ?? 0;
}

function copyChanged(
  to: Int32Array | Uint32Array,
  from: Int32Array | Uint32Array,
  at: Int32Array,
  differs: Uint8Array,
): void {
  for (let i = 0; i < at.length; i += 1) {
    const row = at[i] ?? -1;
    const value = from[i] ?? 0;
    if (row < 0 || to[row] === value) continue;
    to[row] = value;
    differs[i] = 1;
  }
}
