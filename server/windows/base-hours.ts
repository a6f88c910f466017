import { loadQuery, type Store } from '../platform/store/mod.ts';
import { dropPartitions } from './drop-partitions.ts';
import type { StateVersion } from './state-version.ts';
import type { TickInstant } from './tick-instant.ts';

/** Hour values computed meanwhile are taken up this often, seconds. */
export const HOURS_REFRESH_SECONDS = 60;

const REBUILD = loadQuery('windows/rebuild-base-hours');
const HEAD = `SELECT toString(count()) AS rows, toString(max(computed)) AS computed,
    toUInt8(max(hours_now.computed) > toDateTime({now:UInt32}, 'UTC')) AS ahead FROM hours_now
  WHERE hour >= toDateTime({hour:UInt32}, 'UTC') - INTERVAL 23 HOUR AND hour < toDateTime({hour:UInt32}, 'UTC')`;

/**
 * The 23 closed hours of the rolling 24 h, table `base_hours`: rebuilt when the hour turns or an hour value changed.
 */
export class BaseHours {
  readonly #store: Store;
  readonly #version: StateVersion;
  #key = '';
  /** When the hour values were last looked up, seconds UTC. */
  #at = 0;
  #hour = 0;

  constructor(store: Store, version: StateVersion) {
    this.#store = store;
    this.#version = version;
  }

  /** The open hour that it is built for, seconds UTC; 0 = none. */
  get hour(): number {
    return this.#hour;
  }

  /** The next refresh rebuilds. */
  forget(): void {
    this.#key = '';
    this.#at = 0;
    this.#hour = 0;
  }

  async refresh({ now, hour }: TickInstant): Promise<void> {
    if (this.#hour === hour && now - this.#at < HOURS_REFRESH_SECONDS && now >= this.#at) return;
    const [head] = await this.#store.rows<{ rows: string; computed: string; ahead: number }>('window', HEAD, {
      hour,
      now,
    });
    const key = `${hour} ${head?.rows} ${head?.computed}`;
    // After a clock was set back new versions are stamped before the newest: until it has caught up nothing tells them
    // apart.
    if (key !== this.#key || head?.ahead === 1) {
      // Whole, so that a series whose last valid hour was taken back leaves nothing behind.
      const version = this.#version.next();
      await dropPartitions(this.#store, 'base_hours', () => false);
      await this.#store.command('window', REBUILD, { hour, version });
    }
    this.#key = key;
    this.#at = now;
    this.#hour = hour;
  }
}
