import { pause } from '../platform/pause.ts';
import { Batch } from './batch.ts';
import type { IngestContext } from './ingest-context.ts';
import type { Opener } from './opener.ts';
import { sequenceOf } from './ordinals.ts';
import { readFrames } from './read-frames.ts';
import type { ReadUpTo } from './read-position.ts';
import type { SecondReading } from './second-reading-rows.ts';
import type { WriteQueue } from './write-queue.ts';

/** How often it is recorded how far one has come. */
const RECORD_EVERY_MS = 5_000;

export interface ReadStretchOptions extends Pick<
  IngestContext,
  'jetstream' | 'manager' | 'clock' | 'tickPriority' | 'signal'
> {
  readonly bounds: Pick<
    IngestContext['bounds'],
    'pull' | 'pullWait' | 'batchReadings' | 'batchFrames' | 'secondReadingRest'
  >;
  readonly queue: WriteQueue;
  readonly opener: Opener;
  readonly frameRead: () => void;
  /** Records how far the reading has come. */
  readonly record: (row: SecondReading) => Promise<void>;
}

/**
 * Reads the frames of one second reading from sequence `from` on and writes what they give. Gives way to ticks and
 * rests as long as it works.
 */
export async function readStretch(
  row: SecondReading,
  from: number,
  { numbering, taken }: ReadUpTo,
  options: ReadStretchOptions,
): Promise<void> {
  const { jetstream, manager, bounds, queue, tickPriority, clock, signal, frameRead, opener, record } = options;
  const batch = new Batch();
  let present = row;
  let recordedAt = clock.monotonic();
  const write = async (reached: number): Promise<void> => {
    // What had been read before has had its rejects published before.
    if (row.wasRead) batch.rejects.length = 0;
    batch.last = Math.max(batch.last, taken);
    await tickPriority.give();
    const begun = clock.monotonic();
    await queue.write(batch);
    batch.clear();
    present = { ...present, reached: Math.max(present.reached, reached) };
    if (clock.monotonic() - recordedAt >= RECORD_EVERY_MS) {
      recordedAt = clock.monotonic();
      await record(present);
    }
    await pause((clock.monotonic() - begun) * bounds.secondReadingRest, signal);
  };
  let reached = 0;
  const stretch = { jetstream, manager, numbering, from, until: row.until, subject: 'frames.>', signal };
  for await (const frame of readFrames({ ...stretch, pull: bounds.pull, wait: bounds.pullWait })) {
    opener.open(frame, batch);
    reached = sequenceOf(frame.ordinal);
    frameRead();
    if (batch.readings.count >= bounds.batchReadings || batch.frames >= bounds.batchFrames) await write(reached);
  }
  if (!batch.isEmpty && !signal.aborted) await write(reached);
}
