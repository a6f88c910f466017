import type { JetStreamClient } from '@nats-io/jetstream';
import type { Clock } from '../../streams/contracts/clock.ts';
import type { Store } from '../platform/store/mod.ts';
import type { Batch } from './batch.ts';
import { insertReadings, insertRows, insertDirtyPeriods, type BisectingInsert } from './batch-inserts.ts';
import type { Frame } from './frame.ts';
import { bisectInsert } from './bisect-insert.ts';
import { generationOf, sequenceOf } from './ordinals.ts';
import { writeMark, writePosition } from './write-position.ts';
import { refusedRows, type RefusedRow } from './refused-rows.ts';
import { publishRejects } from './publish-rejects.ts';
import { untilDone } from '../platform/retry.ts';
import type { DirtyPeriods } from '../rollups/mod.ts';

export interface WriterOptions {
  readonly store: Store;
  readonly jetstream: JetStreamClient;
  readonly dirtyPeriods: DirtyPeriods;
  readonly clock: Clock;
  readonly longestPause: number;
  /** Ms between two marks of where the stream was. */
  readonly marksEvery: number;
  readonly signal: AbortSignal;
  /** A step failed and is tried again; `succeeded` says that it is done. */
  readonly failed: (what: string, error: unknown, attempt: number) => void;
  readonly succeeded: (what: string) => void;
  /** Rows that the store will never take although their batch mates pass; they become rejects. */
  readonly refused: (rows: readonly RefusedRow[]) => void;
  readonly inserted: (rows: number, ms: number) => void;
  /** Device of a station id, and the frame of an ordinal, for what is said of a refused row. */
  readonly deviceOf: (station: number) => string;
  readonly frameAt: (ordinal: number) => Promise<Frame | null>;
  /** The position has reached this ordinal. */
  readonly positionWritten: (ordinal: number) => void;
}

export interface Writer {
  /** Durable when it resolves; rejects only with `Stopped`. One call at a time. */
  write(batch: Batch): Promise<void>;
}

/**
 * Writes batches in the order that makes a death at any instant harmless: readings, the periods they made dirty, what
 * else the frames said, the rejects, the position. Each step is tried until the store takes it, and may be taken twice
 * without effect. Rows that it will never take are left out and become rejects. The position alone is never given up:
 * nothing in it comes from outside.
 */
export function openWriter(options: WriterOptions): Writer {
  const {
    store,
    jetstream,
    dirtyPeriods,
    clock,
    longestPause,
    marksEvery,
    signal,
    failed,
    succeeded,
    refused,
    inserted,
    positionWritten,
    deviceOf,
    frameAt,
  } = options;
  const retry = (what: string) => ({
    longest: longestPause,
    signal,
    failed: (error: unknown, attempt: number) => failed(what, error, attempt),
  });
  const always = async (what: string, work: () => Promise<void>): Promise<void> => {
    await untilDone(work, retry(what));
    succeeded(what);
  };
  const bisecting: BisectingInsert = async (table, count, insert) => {
    const rows = await bisectInsert({ ...retry(table), count, insert });
    succeeded(table);
    return rows;
  };
  const publish = async (batch: Batch, rows: readonly RefusedRow[]): Promise<void> => {
    if (rows.length > 0) refused(rows);
    if (batch.rejects.length + rows.length === 0) return;
    await always('rejects', async () =>
      publishRejects(jetstream, [...batch.rejects, ...(await refusedRows(rows, frameAt))]),
    );
  };

  let markedAt = -Infinity;
  const advance = async ({ position, last, message }: Batch): Promise<void> => {
    if (position === null) return;
    // A part that waits for others may hold the position back in the generation before.
    const own = generationOf(last) === generationOf(position) ? message : '';
    await always('position', () =>
      writePosition(store, generationOf(position), sequenceOf(position), own, clock.now()),
    );
    positionWritten(position);
    if (message === '' || clock.monotonic() - markedAt < marksEvery) return;
    markedAt = clock.monotonic();
    await always('mark', () => writeMark(store, generationOf(last), message, clock.now()));
  };

  return {
    async write(batch) {
      const begun = clock.monotonic();
      let left: RefusedRow[] = [];
      if (batch.readings.count > 0) {
        left = await insertReadings(store, batch.readings.bytes(), bisecting, deviceOf);
        inserted(batch.readings.count, clock.monotonic() - begun);
        left = left.concat(await insertDirtyPeriods(store, batch, dirtyPeriods, clock.now(), bisecting));
      }
      for (const rows of batch.rows) {
        if (rows.values.length > 0) left = left.concat(await insertRows(store, rows, bisecting));
      }
      await publish(batch, left);
      await advance(batch);
    },
  };
}
