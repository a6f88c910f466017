import type { RowSource } from './read-rows.ts';

/** What a reader may do with a table. Typed arrays are longer than `size`; only the first `size` entries count. */
export interface ReadonlyTable extends RowSource {
  readonly columns: number;
  readonly cells: readonly Int32Array[];
  readonly missing: Uint32Array;
  readonly rowSeq: Uint32Array;
  /** Cell of a key, `null` where the row or the cell is missing. */
  get(key: number, column: number): number | null;
  /** Indices of the rows changed after `seq`, ascending. */
  changedSince(seq: number): Uint32Array;
  /** Keys removed after `seq` and not back since, ascending. Complete only for `seq >= floor`. */
  removedSince(seq: number): Uint32Array;
  readonly floor: number;
}
