import type { Logger } from 'pino';
import type { Clock } from '../../streams/contracts/clock.ts';
import type { LivePublisher } from '../../streams/live/mod.ts';
import { alarmCountRows, alarmRow } from './alarm-rows.ts';
import type { AlarmLedger } from './ledger.ts';

/** Changes within this are sent to the screens together, ms. */
const SETTLE_MS = 200;

export interface AlarmPublisherOptions {
  readonly publisher: LivePublisher;
  readonly ledger: AlarmLedger;
  readonly clock: Clock;
  readonly log: Logger;
  /** Exceedance episodes that began since the start. */
  readonly signals: () => number;
}

/** Publishes the open alarms and the day's counts, topics `alarms` and `funnel`; one commit at a time, in order. */
export class AlarmPublisher {
  readonly #options: AlarmPublisherOptions;
  #publishing: Promise<void> = Promise.resolve();
  #settle: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(options: AlarmPublisherOptions) {
    this.#options = options;
  }

  /** Publishes now. Never rejects: what fails is published with the next tick. */
  publish(): Promise<void> {
    this.#publishing = this.#publishing
      .then(() => this.#commit())
      .catch((error: unknown) =>
        this.#options.log.warn({ err: error }, 'publishing the alarms failed; the next tick retries'),
      );
    return this.#publishing;
  }

  /** Publishes soon, with what else changes until then. */
  publishSoon(): void {
    if (this.#closed) return;
    this.#settle ??= setTimeout(() => {
      this.#settle = null;
      void this.publish();
    }, SETTLE_MS);
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#settle) clearTimeout(this.#settle);
    await this.#publishing;
  }

  async #commit(): Promise<void> {
    const { publisher, ledger, clock, signals } = this.#options;
    publisher.replace('alarms', [...ledger.open().values()].map(alarmRow));
    publisher.replace('funnel', alarmCountRows(signals(), ledger.dayCount(clock.now())));
    await publisher.commit(['alarms', 'funnel']);
  }
}
