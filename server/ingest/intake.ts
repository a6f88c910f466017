import type { Clock } from '../../streams/contracts/clock.ts';
import { Batch } from './batch.ts';
import type { YieldsToTicks } from '../platform/tick-priority.ts';
import type { IngestBounds } from './bounds.ts';
import { identityOf } from './frame-identity.ts';
import type { Frame } from './frame.ts';
import type { IngestMetrics } from './metrics.ts';
import type { Opener } from './opener.ts';
import { sequenceOf } from './ordinals.ts';
import type { WriteQueue } from './write-queue.ts';

export interface IntakeOptions {
  readonly opener: Opener;
  readonly queue: WriteQueue;
  readonly tickPriority: YieldsToTicks;
  readonly clock: Clock;
  readonly bounds: IngestBounds;
  readonly metrics: IngestMetrics;
  readonly frameOpened: (frame: Frame, readings: number) => void;
}

/**
 * Frames to batches: one batch is filled while another is written. While the store is away the filling one grows to a
 * bound and `take` waits, so that the broker keeps what comes after.
 */
export class Intake {
  readonly #options: IntakeOptions;
  #filling = new Batch();
  #spare = new Batch();
  #writing: Batch | null = null;
  #timer: NodeJS.Timeout | null = null;
  #last: Frame | null = null;
  #written = 0;
  /** Frames opened since a tick came near. */
  #beside = 0;

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  /** Readings opened and not yet in the store. */
  get held(): number {
    return this.#filling.readings.count + (this.#writing?.readings.count ?? 0);
  }
  /** Arrival of the newest frame that is in the store, ms UTC; 0 before the first. */
  get written(): number {
    return this.#written;
  }

  async take(frame: Frame): Promise<void> {
    const { opener, bounds, frameOpened, tickPriority } = this.#options;
    this.#beside = tickPriority.isTaken ? this.#beside + 1 : 0;
    if (this.#beside > bounds.framesBesideTick) {
      await tickPriority.give();
      this.#beside = 0;
    }
    const readings = opener.open(frame, this.#filling);
    this.#last = frame;
    frameOpened(frame, readings);
    if (this.#filling.readings.count >= bounds.batchReadings || this.#filling.frames >= bounds.batchFrames)
      this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), bounds.batchAge);
    while (this.held >= bounds.heldReadings && this.#writing !== null) await this.#options.queue.idle();
  }

  /** Hands the filling batch over, unless one is being written: then the end of that write does it. */
  #flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#writing !== null || this.#filling.isEmpty || this.#last === null) return;
    const { opener, queue, metrics, clock } = this.#options;
    const batch = this.#filling;
    const oldestPart = opener.oldestPart();
    batch.position = oldestPart === null ? batch.last : Math.min(batch.last, oldestPart - 1);
    this.#writing = batch;
    this.#filling = this.#spare;
    const { received, ordinal, stored, bytes } = this.#last;
    batch.message = identityOf(sequenceOf(ordinal), stored, bytes);
    metrics.batchReadings.observe(batch.readings.count);
    queue
      .write(batch)
      .then(
        () => {
          this.#written = received;
          metrics.lagSeconds.set(Math.max(0, clock.now() - received) / 1000);
        },
        () => undefined,
      )
      .finally(() => {
        batch.clear();
        this.#spare = batch;
        this.#writing = null;
        this.#flush();
      });
  }

  /** Writes what is held. Resolves when nothing is left, or with what could not be written. */
  async drain(): Promise<void> {
    this.#flush();
    while (this.#writing !== null) await this.#options.queue.idle();
  }
}
