import type { Logger } from 'pino';
import type { Clock } from '../../streams/contracts/clock.ts';
import type { TickResult } from '../windows/mod.ts';
import type { AuditRunner } from './audit-runner.ts';
import type { AuditBounds } from './bounds.ts';
import type { AuditMetrics } from './metrics.ts';

/** A tick is waited for this many times the pause between rounds; then the round goes without one. */
const WAIT_FOR_TICK = 3;
/** Of the pause between rounds, so much must have gone by for a tick to start the next. */
const LEAST_PAUSE = 0.8;
/** Rounds that fail in a row are logged at the first and at every so manieth. */
const LOG_EVERY = 20;

export interface RoundScheduleOptions {
  readonly runner: AuditRunner;
  readonly clock: Clock;
  readonly bounds: AuditBounds;
  readonly log: Logger;
  readonly metrics: AuditMetrics;
  readonly isLeader: () => boolean;
  /** Sends the state of the audit to the screens. */
  readonly publish: () => Promise<void>;
}

/**
 * When the audit makes its rounds: after a tick, one at a time, left out on a machine that has no time to spare;
 * never by two processes.
 */
export class RoundSchedule {
  readonly #options: RoundScheduleOptions;
  readonly #startedAt: number;
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void> | null = null;
  #lastStart = -Infinity;
  #skips = 0;
  #failures = 0;
  #lastError = '';
  #isClosed = false;

  constructor(options: RoundScheduleOptions) {
    const { clock, bounds } = options;
    this.#options = options;
    this.#startedAt = clock.monotonic();
    this.#timer = setInterval(() => {
      if (clock.monotonic() - this.#lastStart > bounds.every * WAIT_FOR_TICK) this.#start();
    }, bounds.every);
    this.#timer.unref();
  }

  /** Message of the last round where it failed, else empty. */
  get lastError(): string {
    return this.#lastError;
  }

  /** A tick was published: starts a round where one is due, and leaves it out where the tick was slow. */
  ticked(result: TickResult): void {
    const { clock, bounds, metrics, runner, publish } = this.#options;
    if (clock.monotonic() - this.#lastStart < bounds.every * LEAST_PAUSE) return;
    const isSlow = clock.now() - result.at > bounds.slowTick;
    if (isSlow && this.#skips < bounds.mostSkips && !runner.auditor.isUrgent) {
      this.#skips += 1;
      metrics.skipped.inc();
      void publish().catch(() => undefined);
      return;
    }
    this.#skips = 0;
    this.#start();
  }

  /** Waits for the round that runs. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    await this.#running;
  }

  #start(): void {
    const { clock, bounds, runner, isLeader } = this.#options;
    if (this.#isClosed || this.#running !== null || clock.monotonic() - this.#startedAt < bounds.first) return;
    if (!isLeader()) {
      runner.unload();
      return;
    }
    this.#lastStart = clock.monotonic();
    this.#running = this.#round().finally(() => {
      this.#running = null;
    });
  }

  /** Never throws: a round that fails is counted, and the next one tries again. */
  async #round(): Promise<void> {
    const { runner, metrics, log, publish } = this.#options;
    try {
      await runner.round();
      this.#failures = 0;
      this.#lastError = '';
    } catch (error) {
      this.#failures += 1;
      metrics.failed.inc();
      this.#lastError = error instanceof Error ? error.message : String(error);
      if (this.#failures === 1 || this.#failures % LOG_EVERY === 0)
        log.warn({ err: error, failures: this.#failures }, 'a round of the audit failed; the next one tries again');
    }
    await publish().catch((error: unknown) =>
      log.warn({ err: error }, 'the state of the audit was not published to the screens'),
    );
  }
}
