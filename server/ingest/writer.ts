import { ClickHouseError } from '@clickhouse/client';
import type { JetStreamClient } from '@nats-io/jetstream';
import type { Clock } from '../../streams/contracts/clock.ts';
import type { Reading } from '../../streams/contracts/reading.ts';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import type { Store } from '../platform/store/mod.ts';
import type { Batch } from './batch.ts';
import { generationOf, sequenceOf, writePosition } from './position.ts';
import { publishRejects } from './rejects.ts';
import { READING_COLUMNS, READING_WIDTH, readingAt } from './reading-rows.ts';
import { untilDone } from '../platform/retry.ts';
import type { Touched } from '../rollups/mod.ts';

/**
 * The engine's codes for rows that it will never take: arguments and values out of range, text or binary that does not
 * parse, overflow, a constraint. All else (memory, parts, space, time) passes.
 */
const BAD_ROW_CODES = new Set([
  '6',
  '26',
  '27',
  '32',
  '33',
  '38',
  '41',
  '53',
  '69',
  '70',
  '72',
  '117',
  '131',
  '321',
  '349',
  '407',
  '469',
]);
const isBadRow = (error: unknown): boolean =>
  (error instanceof ClickHouseError && BAD_ROW_CODES.has(String(error.code))) ||
  (error instanceof GuanlanError && error.code === 'GL_TOO_LARGE');

export interface WriterOptions {
  readonly store: Store;
  readonly jetstream: JetStreamClient;
  readonly touched: Touched;
  readonly clock: Clock;
  readonly longestPause: number;
  readonly signal: AbortSignal;
  readonly failed: (what: string, error: unknown, attempt: number) => void;
  /** A row that the store refuses although its batch mates pass. */
  readonly refused: (reading: Reading, error: unknown) => void;
  readonly inserted: (rows: number, ms: number) => void;
}

export interface Writer {
  /** Durable when it resolves; rejects only with `Stopped`. One call at a time. */
  write(batch: Batch): Promise<void>;
}

/**
 * Writes batches in the order that makes a death at any instant harmless: readings, what they touched, what else the frames
 * said, the position. Each step is tried until the store takes it, and may be taken twice without effect.
 */
export function openWriter({
  store,
  jetstream,
  touched,
  clock,
  longestPause,
  signal,
  failed,
  refused,
  inserted,
}: WriterOptions): Writer {
  const always = <T>(what: string, work: () => Promise<T>, isFinal?: (error: unknown) => boolean): Promise<T> =>
    untilDone(work, {
      longest: longestPause,
      signal,
      failed: (error, attempt) => failed(what, error, attempt),
      ...(isFinal ? { isFinal } : {}),
    });

  /** Halves a batch that the store refuses until the bad rows stand alone: one of them must not stop the city. */
  const insertReadings = async (rows: Uint8Array): Promise<void> => {
    try {
      await always('readings', () => store.insertBinary('readings', READING_COLUMNS, rows), isBadRow);
    } catch (error) {
      if (!isBadRow(error)) throw error;
      const count = rows.length / READING_WIDTH;
      if (count <= 1) return refused(readingAt(rows, 0), error);
      const half = Math.floor(count / 2) * READING_WIDTH;
      await insertReadings(rows.subarray(0, half));
      await insertReadings(rows.subarray(half));
    }
  };

  return {
    async write(batch) {
      const begun = clock.monotonic();
      if (batch.readings.count > 0) {
        await insertReadings(batch.readings.bytes());
        inserted(batch.readings.count, clock.monotonic() - begun);
        await always('touched', () => batch.touches.write(store, touched, batch.last, clock.now()));
      }
      for (const rows of batch.rows)
        await always(rows.table, () => store.insert(rows.table, rows.columns, rows.values));
      if (batch.rejects.length > 0) await always('rejects', () => publishRejects(jetstream, batch.rejects));
      const { position } = batch;
      if (position !== null) {
        await always('position', () => writePosition(store, generationOf(position), sequenceOf(position), clock.now()));
      }
    },
  };
}
