import type { Clock } from '../../streams/contracts/clock.ts';
import { seriesKey } from '../../streams/contracts/factors.ts';
import { toLiveTime, type LivePublisher, type PublishedRow } from '../../streams/live/mod.ts';
import type { Reading } from '../../streams/contracts/reading.ts';
import { toThousandths } from './thousandths.ts';

export interface LatestOptions {
  readonly publisher: Pick<LivePublisher, 'upsert' | 'commit'>;
  readonly clock: Clock;
  /** Least ms between two deltas. */
  readonly between: number;
}

/** Silence of this topic means trouble, so a delta goes out at least this often. */
const HEARTBEAT = 1000;

/**
 * The newest value of every series, from the frame to the live stream with no database in between. The first change
 * goes out at once, the next ones are gathered for `between` ms, or for as long as the broker takes over the delta
 * before.
 */
export class Latest {
  readonly #options: LatestOptions;
  /** Newest sampling instant per series, ms UTC, and the ordinal of the frame that said so. */
  readonly #newest = new Map<number, { readonly time: number; readonly sequence: number }>();
  #changed = new Map<number, PublishedRow<'latest'>>();
  #sentAt = -Infinity;
  #timer: NodeJS.Timeout | null = null;
  #sending = false;
  #closed = false;
  #heartbeat: NodeJS.Timeout;

  constructor(options: LatestOptions) {
    this.#options = options;
    this.#heartbeat = setInterval(() => {
      if (!this.#sending && options.clock.monotonic() - this.#sentAt >= HEARTBEAT) this.#send();
    }, HEARTBEAT / 2);
    this.#heartbeat.unref();
  }

  get series(): number {
    return this.#newest.size;
  }

  /**
   * Takes a reading of the station's basis. An older one than the series has changes nothing, nor does one for the same
   * instant from an earlier frame: that one is read a second time, and was corrected since.
   */
  offer(reading: Reading): void {
    const key = seriesKey(reading.station, reading.factor);
    const newest = this.#newest.get(key);
    if (newest && (reading.time < newest.time || (reading.time === newest.time && reading.sequence < newest.sequence)))
      return;
    this.#newest.set(key, { time: reading.time, sequence: reading.sequence });
    this.#changed.set(key, {
      key,
      value: toThousandths(reading.value),
      time: toLiveTime(reading.time),
      flag: reading.flag.charCodeAt(0),
    });
    this.#sendSoon();
  }

  #sendSoon(): void {
    if (this.#timer !== null || this.#sending || this.#closed) return;
    const wait = Math.max(0, this.#sentAt + this.#options.between - this.#options.clock.monotonic());
    this.#timer = setTimeout(() => this.#send(), wait);
  }

  #send(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#sentAt = this.#options.clock.monotonic();
    const { publisher } = this.#options;
    if (this.#changed.size > 0) {
      publisher.upsert('latest', [...this.#changed.values()]);
      this.#changed = new Map();
    }
    // A commit during another one goes with the next: so the next follows at the end of this one, not at the next
    // frame.
    this.#sending = true;
    void publisher.commit(['latest']).finally(() => {
      this.#sending = false;
      if (this.#changed.size > 0) this.#sendSoon();
    });
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#heartbeat);
    if (this.#timer !== null) clearTimeout(this.#timer);
  }
}
