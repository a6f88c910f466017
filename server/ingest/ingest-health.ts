import type { ErrorCode } from '../../streams/contracts/errors.ts';
import type { PartState } from '../platform/running.ts';
import type { DirtyPeriods } from '../rollups/mod.ts';
import type { IngestContext } from './ingest-context.ts';
import type { Intake } from './intake.ts';
import { generationOf, sequenceOf } from './ordinals.ts';
import { streamInfo } from './stream-info.ts';
import type { Progress } from './progress.ts';
import type { ReadPosition } from './read-position.ts';
import type { SecondReadings } from './second-readings.ts';
import type { TimeRefusals } from './time-refusals.ts';
import type { Trouble } from './trouble.ts';
import type { WriteQueue } from './write-queue.ts';

const CHECK_EVERY_MS = 5_000;

export interface IngestHealthOptions {
  readonly position: Pick<ReadPosition, 'taken' | 'reached'>;
  readonly intake: Pick<Intake, 'held'>;
  readonly queue: Pick<WriteQueue, 'isBusy'>;
  readonly dirtyPeriods: Pick<DirtyPeriods, 'due'>;
  readonly secondReadings: Pick<SecondReadings, 'isPending'>;
  readonly timeRefusals: Pick<TimeRefusals, 'suspectsClock'>;
  readonly trouble: Pick<Trouble, 'text'>;
  readonly progress: Progress;
}

/** Whether ingest keeps up: its part of `/readyz`, its notices on screens, its gauges. */
export class IngestHealth {
  readonly #context: IngestContext;
  readonly #options: IngestHealthOptions;
  readonly #timer: NodeJS.Timeout;
  #streamEnd = 0;
  /** Monotonic ms. */
  #streamCutAt = -Infinity;

  constructor(context: IngestContext, options: IngestHealthOptions) {
    this.#context = context;
    this.#options = options;
    this.#timer = setInterval(() => this.#check(), CHECK_EVERY_MS);
    this.#timer.unref();
  }

  /** The stream came back without messages that were read. */
  streamCut(): void {
    this.#streamCutAt = this.#context.clock.monotonic();
  }

  part(): PartState {
    const { position, intake, trouble } = this.#options;
    const stall = this.#stall();
    const moving = position.reached === null ? 'starting' : trouble.text === null ? 'ready' : 'degraded';
    const detail = stall === null ? trouble.text : `GL_INGEST_STALLED: ${stall}`;
    return {
      part: 'ingest',
      state: stall === null ? moving : 'down',
      figures: {
        generation: generationOf(position.taken),
        sequence: sequenceOf(position.taken),
        lagFrames: this.#lag(),
        heldReadings: intake.held,
      },
      ...(detail === null ? {} : { detail }),
    };
  }

  notices(): readonly ErrorCode[] {
    const { clock, bounds } = this.#context;
    const { timeRefusals, secondReadings } = this.#options;
    const wasCut = secondReadings.isPending('stream') || clock.monotonic() - this.#streamCutAt < bounds.streamCutNotice;
    return [
      ...(this.#stall() === null ? [] : (['GL_INGEST_STALLED'] as const)),
      ...(timeRefusals.suspectsClock ? (['GL_CLOCK_WRONG'] as const) : []),
      ...(wasCut ? (['GL_POSITION_BEYOND_STREAM'] as const) : []),
    ];
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #lag(): number {
    return Math.max(0, this.#streamEnd - sequenceOf(this.#options.position.taken));
  }

  /** Why ingest does not move, one sentence; null while it does. */
  #stall(): string | null {
    return this.#options.progress.stall(this.#lag() > 0 || this.#options.queue.isBusy);
  }

  #check(): void {
    const { metrics, manager } = this.#context;
    this.#stall();
    metrics.held.set(this.#options.intake.held);
    metrics.due.set(this.#options.dirtyPeriods.due);
    streamInfo(manager).then(
      ({ state }) => {
        // An emptied stream keeps its last sequence and has nothing to read.
        this.#streamEnd = state.messages === 0 ? 0 : state.last_seq;
        metrics.lagFrames.set(this.#lag());
      },
      () => undefined,
    );
  }
}
