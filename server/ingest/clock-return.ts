import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream';
import type { Logger } from 'pino';
import type { Clock } from '../../streams/contracts/clock.ts';
import { Batch } from './batch.ts';
import type { IngestBounds } from './bounds.ts';
import { readFrames } from './read-frames.ts';
import type { Opener, OpenerOptions } from './opener.ts';
import { pause } from '../platform/pause.ts';
import { sequenceOf } from './ordinals.ts';
import type { ReadUpTo } from './read-position.ts';
import { streamInfo } from './stream-info.ts';
import { Stopped, untilDone } from '../platform/retry.ts';
import { framesIn, type OrdinalRange, type TimeRefusals } from './time-refusals.ts';
import type { WriteQueue } from './write-queue.ts';

const LOOK_MS = 100;

export interface ClockReturnOptions {
  readonly jetstream: JetStreamClient;
  readonly manager: JetStreamManager;
  readonly clock: Clock;
  readonly log: Logger;
  readonly bounds: Pick<
    IngestBounds,
    'pull' | 'pullWait' | 'batchReadings' | 'batchFrames' | 'retryPause' | 'clockFrames'
  >;
  readonly queue: WriteQueue;
  readonly timeRefusals: TimeRefusals;
  /** A fresh one per range. */
  readonly newOpener: (over: Pick<OpenerOptions, 'onTimeChecked'>) => Opener;
  /** Where ingest reads now; `null` before it does. */
  readonly position: () => ReadUpTo | null;
  readonly failed: (error: unknown, attempt: number) => void;
  readonly signal: AbortSignal;
}

/**
 * After the wall clock moved by `jumpMs`: opens again what was refused for its time since it moved last (or since this
 * process began), newest first, at most `bounds.clockFrames` frames. The arrival written by the clock that was wrong is
 * moved by the jump, and never past the present. What still does not fit is tried once more after the next jump, and
 * never published twice as a reject.
 */
export async function reopenAfterJump(
  jumpMs: number,
  options: ClockReturnOptions,
): Promise<{ readonly frames: number; readonly readings: number }> {
  const { timeRefusals: refusals, log, bounds, signal, failed } = options;
  const { at, last } = await everythingTaken(options);
  const { ranges, forgotten } = refusals.take(at.numbering.ordinalAt(last));
  const done = { frames: 0, readings: 0 };
  if (ranges.length === 0) return done;
  let left = bounds.clockFrames;
  let unread = 0;
  for (const range of ranges) {
    if (at.numbering.sequenceAt(range.from) === null || left <= 0) {
      unread += framesIn(range);
      continue;
    }
    const from = Math.max(sequenceOf(range.from), sequenceOf(range.to) - left + 1);
    unread += from - sequenceOf(range.from);
    left -= sequenceOf(range.to) - from + 1;
    const opened = await untilDone(() => reopenRange(jumpMs, from, range, at, options), {
      longest: bounds.retryPause,
      signal,
      failed,
    });
    done.frames += opened.frames;
    done.readings += opened.readings;
    if (opened.refused > 0) refusals.keep(range);
  }
  log.info({ jumpMs, ...done, unread, forgotten }, 'the clock moved: what it had refused was opened again');
  return done;
}

/**
 * Frames that the wrong clock stamped may still be in flight: resolves when ingest has all that lay in the
 * stream at the jump.
 */
async function everythingTaken({
  manager,
  position,
  bounds,
  signal,
  failed,
}: ClockReturnOptions): Promise<{ at: ReadUpTo; last: number }> {
  const last = await untilDone(async () => (await streamInfo(manager)).state.last_seq, {
    longest: bounds.retryPause,
    signal,
    failed,
  });
  for (;;) {
    const at = position();
    if (at !== null && sequenceOf(at.taken) >= last) return { at, last };
    if (signal.aborted) throw new Stopped();
    await pause(LOOK_MS, signal);
  }
}

async function reopenRange(
  jumpMs: number,
  from: number,
  { to }: OrdinalRange,
  { numbering, taken }: ReadUpTo,
  { jetstream, manager, clock, bounds, queue, newOpener, signal }: ClockReturnOptions,
): Promise<{ frames: number; readings: number; refused: number }> {
  const done = { frames: 0, readings: 0, refused: 0 };
  const opener = newOpener({
    onTimeChecked: (_frame, _device, wasRefused) => {
      if (wasRefused) done.refused += 1;
    },
  });
  const batch = new Batch();
  const write = async (): Promise<void> => {
    // Told when they were refused; the same frame is not refused twice.
    batch.rejects.length = 0;
    batch.last = Math.max(batch.last, taken);
    await queue.write(batch);
    batch.clear();
  };
  const first = Math.max(1, (await streamInfo(manager)).state.first_seq, from);
  for await (const frame of readFrames({
    jetstream,
    manager,
    numbering,
    from: first,
    subject: 'frames.>',
    pull: bounds.pull,
    wait: bounds.pullWait,
    signal,
    until: sequenceOf(to),
  })) {
    done.readings += opener.open({ ...frame, received: Math.min(clock.now(), frame.received + jumpMs) }, batch);
    done.frames += 1;
    if (batch.readings.count >= bounds.batchReadings || batch.frames >= bounds.batchFrames) await write();
  }
  if (!batch.isEmpty) await write();
  return done;
}
