import type { Logger } from 'pino';
import type { Clock } from '../../streams/contracts/clock.ts';
import type { KeyRing } from '../device-keys/mod.ts';
import type { Command } from './command.ts';

/** What a device's answer to CN 1014 means for the key that was sent. Retried; never rejects. */
export class KeyOutcome {
  readonly #keys: Pick<KeyRing, 'confirm' | 'end'>;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #retry: (work: () => Promise<unknown>) => Promise<void>;

  constructor(
    {
      keys,
      clock,
      log,
    }: { readonly keys: Pick<KeyRing, 'confirm' | 'end'>; readonly clock: Clock; readonly log: Logger },
    retry: (work: () => Promise<unknown>) => Promise<void>,
  ) {
    this.#keys = keys;
    this.#clock = clock;
    this.#log = log;
    this.#retry = retry;
  }

  /** The device took the key: it encrypts from now on. */
  async confirm({ device, asked: { order } }: Command): Promise<void> {
    if (order.kind !== 'key') return;
    await this.#retry(() => this.#keys.confirm(device, order.fingerprint, this.#clock.now())).catch((error: unknown) =>
      this.#log.error({ err: error, device }, 'confirming a device key failed'),
    );
  }

  /**
   * The device said that it did not take the key. After a silence it may have: then the key stays, pending, and opens
   * frames.
   */
  async end({ device, asked: { order } }: Command): Promise<void> {
    if (order.kind !== 'key') return;
    await this.#retry(() => this.#keys.end(device, order.fingerprint, this.#clock.now())).catch((error: unknown) =>
      this.#log.warn({ err: error, device }, 'ending a device key that was refused failed'),
    );
  }
}
