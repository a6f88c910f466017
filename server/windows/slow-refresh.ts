import type { Logger } from 'pino';
import type { Clock } from '../../streams/contracts/clock.ts';
import { NO_ANSWERS, type SlowAnswers, type SlowQuestions } from './slow-questions.ts';

/** How often the answers that look back over hours and days are asked again, ms ... */
const EVERY_MS = 60_000;
/** ... and while history is still arriving: in the first minutes of a start, and while days wait to be written. */
const AT_FIRST_EVERY_MS = 5_000;
const AT_FIRST_MS = 180_000;
/** The questions failed: asked again after this, ms. */
const RETRY_MS = 10_000;

/** Keeps the answers of the slow questions for the ticks, which never wait for them. */
export class SlowRefresh {
  readonly #questions: SlowQuestions;
  readonly #clock: Clock;
  readonly #log: Logger;
  /** Monotonic, ms. */
  readonly #startedAt: number;
  #due = -Infinity;
  #running: Promise<void> | null = null;
  #answers: SlowAnswers = NO_ANSWERS;

  constructor(questions: SlowQuestions, { clock, log }: { readonly clock: Clock; readonly log: Logger }) {
    this.#questions = questions;
    this.#clock = clock;
    this.#log = log;
    this.#startedAt = clock.monotonic();
  }

  get answers(): SlowAnswers {
    return this.#answers;
  }

  /** Asks where it is due; returns at once. */
  offer(): void {
    if (this.#running !== null || this.#clock.monotonic() < this.#due) return;
    this.#running = this.#questions
      .ask(this.#clock.now())
      .then((answers) => {
        this.#answers = answers;
        const now = this.#clock.monotonic();
        const isFirst = answers.isPartial || now - this.#startedAt < AT_FIRST_MS;
        this.#due = now + (isFirst ? AT_FIRST_EVERY_MS : EVERY_MS);
      })
      .catch((error: unknown) => {
        this.#due = this.#clock.monotonic() + RETRY_MS;
        this.#log.warn({ err: error }, 'questions about hours, days and rankings failed; retrying in 10 s');
      })
      .finally(() => {
        this.#running = null;
      });
  }

  /** Resolves when nothing runs. */
  async idle(): Promise<void> {
    await this.#running;
  }
}
