/**
 * The keyed table of one live topic: rows sorted by key, columns of Int32, missing cells as bits, and for each row the
 * sequence that last changed it. So the difference between any two moments is one scan, whoever asks: there is
 * no log of changes to keep, to bound or to lose.
 */
import { GuanlanError } from '../contracts/errors.ts';
import type { LiveRow } from './topics.ts';

/** A row's missing cells are one 32-bit mask, so a topic has at most this many columns. */
export const MAX_COLUMNS = 32;
/** Removed keys remembered per table; beyond it the older half is forgotten and the floor rises. */
export const MAX_TOMBSTONES = 65_536;

/** Rows in columns: `keys` strictly ascending, a missing cell has its bit in `missing` and 0 in its column. */
export interface RowBatch {
  readonly count: number;
  readonly keys: Uint32Array;
  readonly cells: readonly Int32Array[];
  /** Bit c set: column c is missing. */
  readonly missing: Uint32Array;
}

/** What a reader may do with a table. Typed arrays are longer than `size`; only the first `size` entries count. */
export interface ReadonlyTable {
  readonly columns: number;
  readonly size: number;
  readonly keys: Uint32Array;
  readonly cells: readonly Int32Array[];
  readonly missing: Uint32Array;
  readonly rowSeq: Uint32Array;
  /** Row index of a key, -1 where there is none. */
  indexOf(key: number): number;
  /** Cell at a row index, `null` where missing. */
  at(row: number, column: number): number | null;
  /** Cell of a key, `null` where the row or the cell is missing. */
  get(key: number, column: number): number | null;
  /** Indices of the rows changed after `seq`, ascending. */
  changedSince(seq: number): Uint32Array;
  /** Keys removed after `seq` and not back since, ascending. Complete only for `seq >= floor`. */
  removedSince(seq: number): Uint32Array;
  readonly floor: number;
}

const MIN_CAPACITY = 16;

export class KeyedTable implements ReadonlyTable {
  readonly columns: number;
  size = 0;
  keys: Uint32Array;
  cells: Int32Array[];
  missing: Uint32Array;
  rowSeq: Uint32Array;
  /** Differences can be computed from this sequence on. */
  floor = 0;
  readonly #removed = new Map<number, number>();
  readonly #maxTombstones: number;

  constructor(columns: number, maxTombstones = MAX_TOMBSTONES) {
    if (columns < 1 || columns > MAX_COLUMNS) throw new RangeError(`${columns} columns`);
    this.columns = columns;
    this.#maxTombstones = maxTombstones;
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
    if (row < 0 || row >= this.size || (this.missing[row]! >>> column) & 1) return null;
    return this.cells[column]![row]!;
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
    const pick = (source: Uint32Array): Uint32Array => rows.map((row) => source[row]!);
    return {
      count: rows.length,
      keys: pick(this.keys),
      missing: pick(this.missing),
      cells: this.cells.map((column) => {
        const out = new Int32Array(rows.length);
        for (let i = 0; i < rows.length; i += 1) out[i] = column[rows[i]!]!;
        return out;
      }),
    };
  }

  changedSince(seq: number): Uint32Array {
    const { rowSeq, size } = this;
    let count = 0;
    for (let i = 0; i < size; i += 1) if (rowSeq[i]! > seq) count += 1;
    const rows = new Uint32Array(count);
    for (let i = 0, at = 0; at < count; i += 1) if (rowSeq[i]! > seq) rows[at++] = i;
    return rows;
  }

  removedSince(seq: number): Uint32Array {
    const keys: number[] = [];
    for (const [key, removedAt] of this.#removed) if (removedAt > seq) keys.push(key);
    return Uint32Array.from(keys).sort();
  }

  get tombstones(): number {
    return this.#removed.size;
  }

  /** Forget removals up to `seq`: nobody will ask for a difference from before it. */
  forget(seq: number): void {
    for (const [key, removedAt] of this.#removed) if (removedAt <= seq) this.#removed.delete(key);
    this.floor = Math.max(this.floor, seq);
  }

  /** Puts rows in. A row equal to what stands keeps its sequence. Returns how many rows changed or are new. */
  upsert(batch: RowBatch, seq: number): number {
    const fresh: number[] = [];
    const at = new Int32Array(batch.count);
    let from = 0;
    for (let i = 0; i < batch.count; i += 1) {
      const key = batch.keys[i]!;
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
      const key = this.keys[from]!;
      while (next < keys.length && keys[next]! < key) next += 1;
      if (next < keys.length && keys[next] === key) this.#removed.set(key, seq);
      else {
        if (to !== from) this.#move(from, to);
        to += 1;
      }
    }
    const gone = this.size - to;
    this.size = to;
    this.#boundTombstones();
    return gone;
  }

  /** Makes the table equal to `batch`; rows that are equal keep their sequence, keys not in it become tombstones. */
  replace(batch: RowBatch, seq: number): number {
    const gone: number[] = [];
    let next = 0;
    for (let i = 0; i < this.size; i += 1) {
      const key = this.keys[i]!;
      while (next < batch.count && batch.keys[next]! < key) next += 1;
      if (next >= batch.count || batch.keys[next] !== key) gone.push(key);
    }
    return this.remove(gone, seq) + this.upsert(batch, seq);
  }

  /** Becomes `batch` as a new beginning: no differences from before `seq`. */
  load(batch: RowBatch, seq: number): void {
    this.size = 0;
    this.#removed.clear();
    this.floor = seq;
    this.#grow(batch.count);
    this.size = batch.count;
    this.keys.set(batch.keys.subarray(0, batch.count));
    this.missing.set(batch.missing.subarray(0, batch.count));
    this.rowSeq.fill(seq, 0, batch.count);
    this.cells.forEach((column, c) => column.set(batch.cells[c]!.subarray(0, batch.count)));
  }

  /** As if every row had changed at `seq` and nothing was known before it. */
  restamp(seq: number): void {
    this.#removed.clear();
    this.floor = seq;
    this.rowSeq.fill(seq, 0, this.size);
  }

  /** Column by column, for that is how the memory lies. `at[i]` is the row that row i of the batch goes to, -1 for none. */
  #overwrite(batch: RowBatch, at: Int32Array, seq: number): number {
    const touched = new Uint8Array(batch.count);
    copyChanged(this.missing, batch.missing, at, touched);
    for (let c = 0; c < this.columns; c += 1) copyChanged(this.cells[c]!, batch.cells[c]!, at, touched);
    let changed = 0;
    for (let i = 0; i < touched.length; i += 1)
      if (touched[i] === 1) {
        this.rowSeq[at[i]!] = seq;
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
      const source = fresh[next]!;
      const key = batch.keys[source]!;
      if (from >= 0 && this.keys[from]! > key) {
        this.#move(from, to);
        from -= 1;
        continue;
      }
      this.keys[to] = key;
      this.missing[to] = batch.missing[source]!;
      this.rowSeq[to] = seq;
      for (let c = 0; c < this.columns; c += 1) this.cells[c]![to] = batch.cells[c]![source]!;
      this.#removed.delete(key);
      next -= 1;
    }
    this.size += fresh.length;
  }

  #move(from: number, to: number): void {
    this.keys[to] = this.keys[from]!;
    this.missing[to] = this.missing[from]!;
    this.rowSeq[to] = this.rowSeq[from]!;
    for (let c = 0; c < this.columns; c += 1) this.cells[c]![to] = this.cells[c]![from]!;
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

  #boundTombstones(): void {
    if (this.#removed.size <= this.#maxTombstones) return;
    const ages = Uint32Array.from(this.#removed.values()).sort();
    this.forget(ages[ages.length >>> 1]!);
  }
}

function copyChanged(
  to: Int32Array | Uint32Array,
  from: Int32Array | Uint32Array,
  at: Int32Array,
  touched: Uint8Array,
): void {
  for (let i = 0; i < at.length; i += 1) {
    const row = at[i]!;
    const value = from[i]!;
    if (row < 0 || to[row] === value) continue;
    to[row] = value;
    touched[i] = 1;
  }
}

/** First index in `keys[from, size)` whose key is not below `key`. Gallops first: the next key of a batch is mostly near. */
function lowerBound(keys: Uint32Array, size: number, key: number, from = 0): number {
  let low = from;
  let step = 1;
  while (low + step <= size && keys[low + step - 1]! < key) {
    low += step;
    step *= 2;
  }
  let high = Math.min(size, low + step);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keys[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

const isInt32 = (value: number): boolean => (value | 0) === value;

/**
 * Rows of a producer as one batch, sorted by key; of rows with the same key the last counts.
 * A value that is not a 32-bit integer becomes missing and is counted in `unfit`: a wrong number is worse than none.
 * Throws `GL_LIVE_MESSAGE` where a key is not an unsigned 32-bit integer or a row has another number of columns.
 */
export function batchOf(rows: readonly LiveRow[], columns: number): { batch: RowBatch; unfit: number } {
  const last = new Map<number, LiveRow>();
  for (const row of rows) {
    if (row.key >>> 0 !== row.key) throw new GuanlanError('GL_LIVE_MESSAGE', `key ${row.key}`);
    if (row.values.length !== columns)
      throw new GuanlanError('GL_LIVE_MESSAGE', `key ${row.key} has ${row.values.length} values, not ${columns}`);
    last.set(row.key, row);
  }
  const keys = Uint32Array.from(last.keys()).sort();
  const cells = Array.from({ length: columns }, () => new Int32Array(keys.length));
  const missing = new Uint32Array(keys.length);
  let unfit = 0;
  for (let i = 0; i < keys.length; i += 1) {
    const { values } = last.get(keys[i]!)!;
    let mask = 0;
    for (let c = 0; c < columns; c += 1) {
      const value = values[c];
      if (typeof value === 'number' && isInt32(value)) cells[c]![i] = value;
      else {
        mask |= 1 << c;
        if (value !== null && value !== undefined) unfit += 1;
      }
    }
    missing[i] = mask;
  }
  return { batch: { count: keys.length, keys, cells, missing }, unfit };
}

/** A row of a table in the producers' form. */
export function rowAt(table: ReadonlyTable, row: number): LiveRow {
  return { key: table.keys[row]!, values: Array.from({ length: table.columns }, (_, c) => table.at(row, c)) };
}
