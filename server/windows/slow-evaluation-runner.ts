import type { Logger } from 'pino';
import type { Clock } from '../../streams/contracts/clock.ts';
import { SLOW_EVALUATION_SECONDS, type SlowEvaluation } from './slow-evaluation.ts';
import type { TickInstant } from './tick-instant.ts';

/** Runs the slow evaluation after ticks where it is due; never two at once, and no tick waits for it. */
export class SlowEvaluationRunner {
  readonly #evaluation: SlowEvaluation;
  readonly #log: Logger;
  readonly #clock: Clock;
  #running: Promise<void> | null = null;
  /** When a failure was last logged, monotonic ms. */
  #loggedAt = -Infinity;

  constructor(evaluation: SlowEvaluation, { log, clock }: { readonly log: Logger; readonly clock: Clock }) {
    this.#evaluation = evaluation;
    this.#log = log;
    this.#clock = clock;
  }

  after(instant: TickInstant): void {
    if (this.#running !== null || !this.#evaluation.isDue(instant)) return;
    this.#running = this.#evaluation
      .run(instant)
      .catch((error: unknown) => this.#failed(error))
      .finally(() => {
        this.#running = null;
      });
  }

  /** Resolves when nothing runs. */
  async idle(): Promise<void> {
    await this.#running;
  }

  #failed(error: unknown): void {
    const now = this.#clock.monotonic();
    if (now - this.#loggedAt < SLOW_EVALUATION_SECONDS * 1000) return;
    this.#loggedAt = now;
    this.#log.warn({ err: error }, 'evaluation of local rules and outlet days failed; the next tick retries');
  }
}
