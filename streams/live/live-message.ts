import type { ChunkHeader } from './message-header.ts';
import type { RowBatch } from './row-batch.ts';

/** A binary message of the live protocol, decoded. */
export interface LiveMessage extends ChunkHeader {
  readonly rows: RowBatch;
  /** Removed keys, strictly ascending. */
  readonly removed: Uint32Array;
}
