import { pause } from '../platform/pause.ts';
import { Stopped, untilDone } from '../platform/retry.ts';
import type { DirtyPeriods } from '../rollups/mod.ts';
import { beginningOf } from './beginning.ts';
import { endedInOrder } from './clean-stop.ts';
import { readFrames } from './read-frames.ts';
import type { IngestContext } from './ingest-context.ts';
import type { Intake } from './intake.ts';
import { missedBetween, ordinalOf, sequenceOf } from './ordinals.ts';
import { openPosition, type Position } from './position.ts';
import type { Progress } from './progress.ts';
import type { ReadPosition } from './read-position.ts';
import type { SecondReadings } from './second-readings.ts';
import type { Trouble } from './trouble.ts';
import type { WriteQueue } from './write-queue.ts';

export interface FollowFramesOptions {
  readonly boot: string;
  readonly position: ReadPosition;
  readonly secondReadings: Pick<SecondReadings, 'request'>;
  readonly intake: Pick<Intake, 'take'>;
  readonly queue: Pick<WriteQueue, 'isBusy'>;
  readonly dirtyPeriods: DirtyPeriods;
  readonly trouble: Trouble;
  readonly progress: Progress;
  /** The stream came back without messages that were read. */
  readonly onStreamCut: () => void;
}

type Start = Position & { readonly from: number };

/**
 * Reads new frames for ever, through the absence of store and broker. Resolves when ingest closes.
 *
 * Where the stream has lost messages that were read, a new generation begins and all that is kept is read again.
 */
export async function followFrames(context: IngestContext, options: FollowFramesOptions): Promise<void> {
  const { store, bounds, signal } = context;
  const { trouble, dirtyPeriods } = options;
  const untilSucceeded = async <T>(step: string, work: () => Promise<T>): Promise<T> => {
    const result = await untilDone(work, {
      longest: bounds.retryPause,
      signal,
      failed: (error, attempt) => trouble.stepFailed(step, error, attempt),
    });
    trouble.succeeded(step);
    return result;
  };
  try {
    await untilSucceeded('touched', () => dirtyPeriods.load(store));
    while (!signal.aborted) {
      try {
        await readFrom(await untilSucceeded('position', () => startReading(context, options)), context, options);
      } catch (error) {
        if (error instanceof Stopped) throw error;
        trouble.failed('frames', error, 1);
        await pause(bounds.retryPause / 16, signal);
      }
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  }
}

/** Where to continue in the stream as it is now; what has to be read again is requested before anything new is read. */
async function startReading(
  { store, manager, clock, bounds, log }: IngestContext,
  { position, secondReadings, boot, onStreamCut }: FollowFramesOptions,
): Promise<Start> {
  const newest = position.newestTaken;
  const opened = await openPosition(store, manager, newest, clock.now());
  const { numbering, sequence, cut } = opened;
  const { generation } = numbering.newest;
  if (cut === null && newest?.created === numbering.created) {
    return { ...opened, from: sequenceOf(position.taken) + 1 };
  }
  if (cut !== null) {
    onStreamCut();
    log.error(
      { code: 'GL_POSITION_BEYOND_STREAM', reason: cut.reason, was: cut.was, sameUpTo: cut.first - 1, generation },
      'the stream has lost frames that were read: a new generation begins, and all kept frames are read again',
    );
  }
  const clean = await endedInOrder(store, { generation, sequence, boot });
  const { from, again } = await beginningOf(opened, { manager, bounds, clean, now: clock.now() });
  if (again !== null) await secondReadings.request(again);
  position.restart(
    from === 1 ? ordinalOf(generation, 0) : numbering.ordinalAt(from - 1),
    ordinalOf(generation, sequence),
  );
  return { ...opened, from };
}

async function readFrom(
  { numbering, sequence, from }: Start,
  { jetstream, manager, bounds, metrics, log, signal }: IngestContext,
  { position, intake, queue, trouble, progress }: FollowFramesOptions,
): Promise<void> {
  position.readBy(numbering);
  log.info({ generation: numbering.newest.generation, position: sequence, from }, 'reading frames');
  const inStore = ordinalOf(numbering.newest.generation, sequence);
  const reading = { jetstream, manager, numbering, from, subject: 'frames.>', signal };
  for await (const frame of readFrames({ ...reading, pull: bounds.pull, wait: bounds.pullWait })) {
    const before = Math.max(position.taken, inStore);
    if (frame.ordinal > before + 1) metrics.missed.inc(missedBetween(before, frame.ordinal));
    position.take(frame);
    // While a batch is being written only its end shows progress.
    if (!queue.isBusy) {
      trouble.clear();
      progress.moved();
    }
    await intake.take(frame);
  }
}
