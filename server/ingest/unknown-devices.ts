import type { JetStreamClient } from '@nats-io/jetstream';
import type { Logger } from 'pino';
import { COMMAND_REOPEN } from '../../streams/contracts/subjects.ts';
import type { Registry } from '../registry/mod.ts';
import type { Store } from '../platform/store/mod.ts';

/** Unknown devices remembered; the API lists all of them from the store. */
const MOST_REMEMBERED = 10_000;

/**
 * Devices that sent frames before anybody registered them. When the registry comes to know one, by a person or by a new
 * city pack, its kept frames are asked for again: whoever registered it need not think of it, and doing it twice
 * changes nothing.
 */
export class UnknownDevices {
  readonly #devices = new Set<string>();
  readonly #jetstream: JetStreamClient;
  readonly #registry: Pick<Registry, 'byDevice' | 'onChange'>;
  readonly #log: Logger;
  readonly #stop: () => void;

  constructor(jetstream: JetStreamClient, registry: Pick<Registry, 'byDevice' | 'onChange'>, log: Logger) {
    this.#jetstream = jetstream;
    this.#registry = registry;
    this.#log = log;
    this.#stop = registry.onChange(() => this.#requestRegistered());
  }

  add(device: string): void {
    if (this.#devices.size < MOST_REMEMBERED) this.#devices.add(device);
  }

  /** Those of earlier starts. */
  async load(store: Store): Promise<void> {
    for (const { device } of await store.rows<{ device: string }>(
      'history',
      'SELECT device FROM unregistered LIMIT {most:UInt32}',
      { most: MOST_REMEMBERED },
    ))
      this.add(device);
    this.#requestRegistered();
  }

  #requestRegistered(): void {
    for (const device of this.#devices) {
      if (!this.#registry.byDevice(device)) continue;
      this.#devices.delete(device);
      this.#jetstream.publish(COMMAND_REOPEN, JSON.stringify({ device })).catch((error: unknown) => {
        this.#log.warn(
          { err: error, device },
          'its kept frames could not be asked for; the next change of the registry asks again',
        );
        this.add(device);
      });
    }
  }

  close(): void {
    this.#stop();
  }
}
