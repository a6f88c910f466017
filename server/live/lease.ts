/**
 * Leadership by a record in a key-value bucket. The holder renews it by compare-and-set; a standby that has seen the
 * same revision for a whole duration of its own monotonic time takes it. No wall clock is compared between machines.
 * The epoch is the revision at the taking, so it only grows.
 */
import { jetstream } from '@nats-io/jetstream';
import { Kvm, type KV } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Logger } from 'pino';
import type { Clock } from '../../streams/contracts/clock.ts';

const LEASE_BUCKET = 'leases';
/** Longest time without a leader after one was killed, and the shortest a leader may be cut off before it stops, ms. */
const LEASE_DURATION = 3000;

export interface LeaseOptions {
  readonly nats: NatsConnection;
  readonly clock: Clock;
  readonly log: Logger;
  readonly key: string;
  /** Name of the holder: host, process and a random part. */
  readonly holder: string;
  readonly duration?: number;
}

const RELEASED = '-';
const encoder = new TextEncoder();

export class Lease {
  readonly #options: LeaseOptions;
  readonly #duration: number;
  readonly #watchers = new Set<(epoch: number) => void>();
  #kv: KV | null = null;
  #revision = 0;
  #epoch = 0;
  #validUntil = Number.NEGATIVE_INFINITY;
  #seen = { revision: -1, at: 0 };
  #timer: NodeJS.Timeout | null = null;
  #stepping: Promise<void> | null = null;
  #closed = false;

  constructor(options: LeaseOptions) {
    this.#options = options;
    this.#duration = options.duration ?? LEASE_DURATION;
  }

  get key(): string {
    return this.#options.key;
  }

  /** Makes one attempt at once, then keeps renewing or waiting until closed. */
  async open(): Promise<void> {
    await this.#step();
    this.#timer = setInterval(() => {
      void this.#step();
    }, this.#duration / 3);
  }

  /** A holder that could not renew in time stops by itself, before another process may begin. */
  held(): boolean {
    return this.#options.clock.monotonic() < this.#validUntil;
  }

  /** Epoch of the last time this process held it, 0 where never. */
  epoch(): number {
    return this.#epoch;
  }

  /** Calls back at each taking with the new epoch. Returns how to stop. */
  onTaken(watcher: (epoch: number) => void): () => void {
    this.#watchers.add(watcher);
    return () => {
      this.#watchers.delete(watcher);
    };
  }

  /** Gives it back so that another may take it at once. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer) clearInterval(this.#timer);
    await this.#stepping;
    if (this.held() && this.#kv)
      await this.#kv.update(this.#options.key, RELEASED, this.#revision).catch(() => undefined);
    this.#validUntil = Number.NEGATIVE_INFINITY;
  }

  #step(): Promise<void> {
    this.#stepping ??= this.#attempt().finally(() => {
      this.#stepping = null;
    });
    return this.#stepping;
  }

  async #attempt(): Promise<void> {
    if (this.#closed) return;
    const { clock, key, log } = this.#options;
    const began = clock.monotonic();
    try {
      // A question that outlives the lease would keep the next one waiting.
      this.#kv ??= await new Kvm(jetstream(this.#options.nats, { timeout: this.#duration / 2 })).create(LEASE_BUCKET, {
        history: 1,
        storage: 'file',
        max_bytes: 1024 * 1024,
      });
      if (this.held()) {
        this.#revision = await this.#kv.update(key, this.#options.holder, this.#revision);
        this.#validUntil = began + this.#duration;
        return;
      }
      const entry = await this.#kv.get(key);
      if (entry === null || entry.operation !== 'PUT')
        return this.#took(await this.#kv.create(key, this.#options.holder), began);
      if (entry.string() === this.#options.holder) {
        // Renewed too late, but not taken meanwhile: the same leadership goes on, and no screen has to begin anew.
        this.#revision = await this.#kv.update(key, this.#options.holder, entry.revision);
        this.#validUntil = began + this.#duration;
        return;
      }
      if (this.#seen.revision !== entry.revision) this.#seen = { revision: entry.revision, at: began };
      if (entry.string() === RELEASED || began - this.#seen.at >= this.#duration)
        this.#took(await this.#kv.update(key, encoder.encode(this.#options.holder), entry.revision), began);
    } catch (error) {
      // Lost the race, or the broker is away: in both cases the next step retries, and `held` ends by itself.
      if (this.held() && /wrong last sequence/.test(String(error))) this.#validUntil = Number.NEGATIVE_INFINITY;
      this.#kv = null;
      log.debug({ err: error, lease: key }, 'lease step failed');
    }
  }

  #took(revision: number, began: number): void {
    this.#revision = revision;
    this.#epoch = revision;
    this.#validUntil = began + this.#duration;
    this.#options.log.info({ lease: this.#options.key, epoch: revision }, 'lease taken');
    for (const watcher of this.#watchers) watcher(revision);
  }
}
