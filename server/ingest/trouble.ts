import type { Logger } from 'pino';
import { cutText } from '../../streams/contracts/well-formed.ts';
import type { IngestMetrics } from './metrics.ts';
import type { Progress } from './progress.ts';

/** Characters of the text of an error. */
const CHARACTERS = 300;
/** Of attempts that go on failing, the first and each so many are logged. */
const LOG_EVERY = 20;

/** What went wrong last in ingest: for its part, the log, the metrics, and for whether it moves. */
export class Trouble {
  readonly #log: Logger;
  readonly #retries: IngestMetrics['retries'];
  readonly #progress: Progress;
  #text: string | null = null;

  constructor(log: Logger, { retries }: Pick<IngestMetrics, 'retries'>, progress: Progress) {
    this.#log = log;
    this.#retries = retries;
    this.#progress = progress;
  }

  /** One sentence; null where nothing is wrong. */
  get text(): string | null {
    return this.#text;
  }

  /** Something beside the frames failed: the jobs, or what follows a jump of the clock. */
  readonly failed = (what: string, error: unknown, attempt: number): void => {
    this.#retries.inc({ what });
    const text = `${what}: ${error instanceof Error ? error.message : String(error)}`;
    this.#text = cutText(text.toWellFormed(), CHARACTERS);
    if (attempt === 1 || attempt % LOG_EVERY === 0) {
      this.#log.warn({ err: error, what, attempt }, 'not taken; trying again');
    }
  };

  /** A step of the frames' pipeline failed: until it succeeds nothing behind it is written. */
  readonly stepFailed = (what: string, error: unknown, attempt: number): void => {
    this.failed(what, error, attempt);
    this.#progress.failed(what, this.#text ?? what);
  };

  readonly succeeded = (what: string): void => {
    this.#text = null;
    this.#progress.succeeded(what);
  };

  /** A frame was taken and nothing waits to be written. */
  clear(): void {
    this.#text = null;
  }
}
