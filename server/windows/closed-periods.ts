import { loadQuery, type Store } from '../platform/store/mod.ts';
import type { StateVersion } from './state-version.ts';
import { BUCKET_SECONDS, MINUTE_SECONDS, ROLLING_BUCKETS, type TickInstant } from './tick-instant.ts';

/** Closings that a start looks back over: the rolling hour, and some. */
const MOST_MINUTES = (ROLLING_BUCKETS + 2) * (BUCKET_SECONDS / MINUTE_SECONDS);
/** Closed minutes are remembered this long after the rolling hour began, seconds. */
const REMEMBERED_SECONDS = 86_400;
/** Late readings (minute, station, factor) that one statement mends; more of them go bucket by bucket. */
const TOUCHES_AT_ONCE = 20_000;

const MINUTES = loadQuery('windows/minutes');
const BUCKETS = loadQuery('windows/buckets');
const CLOSINGS = `SELECT toUnixTimestamp(minute) AS minute, toUnixTimestamp(seen) AS seen
  FROM minute_closings FINAL ORDER BY minute DESC LIMIT {most:UInt32}`;

/** Closed minutes and buckets of the rolling hour, in the tables `minutes`, `buckets` and `minute_closings`. */
export class ClosedPeriods {
  readonly #store: Store;
  readonly #version: StateVersion;
  /** Closed minutes by start, seconds UTC. */
  readonly #minutes: Set<number>;
  /** Closed buckets by start; a state that has just been opened makes them of the minutes again. */
  readonly #buckets = new Set<number>();
  /** When late readings were last read at the start, by the engine's clock, seconds UTC. */
  readonly seen: number;

  private constructor(store: Store, version: StateVersion, minutes: readonly number[], seen: number) {
    this.#store = store;
    this.#version = version;
    this.#minutes = new Set(minutes);
    this.seen = seen;
  }

  static async open(store: Store, version: StateVersion): Promise<ClosedPeriods> {
    const known = await store.rows<{ minute: number; seen: number }>('window', CLOSINGS, { most: MOST_MINUTES });
    const seen = known.reduce((latest, row) => Math.max(latest, row.seen), 0);
    return new ClosedPeriods(
      store,
      version,
      known.map(({ minute }) => minute),
      seen,
    );
  }

  clear(): void {
    this.#minutes.clear();
    this.#buckets.clear();
  }

  /** Whether any minute of `[since, until)` is closed. */
  hasClosed(since: number, until: number): boolean {
    for (const minute of this.#minutes) if (minute >= since && minute < until) return true;
    return false;
  }

  /** Closes the minutes of the rolling hour that are due, those of one bucket in one statement. @returns how many */
  async closeMinutes({ since, until }: TickInstant, seen: number): Promise<number> {
    let count = 0;
    for (let from = since; from < until;) {
      if (this.#minutes.has(from)) {
        from += MINUTE_SECONDS;
        continue;
      }
      const end = Math.min(until, from - (from % BUCKET_SECONDS) + BUCKET_SECONDS);
      let to = from;
      while (to < end && !this.#minutes.has(to)) to += MINUTE_SECONDS;
      count += await this.#closeMinutes(from, to, seen);
      from = to;
    }
    for (const minute of this.#minutes) if (minute < since - REMEMBERED_SECONDS) this.#minutes.delete(minute);
    return count;
  }

  async closeBuckets({ since, buckets }: TickInstant): Promise<void> {
    const due: number[] = [];
    for (let bucket = since; bucket < buckets; bucket += BUCKET_SECONDS)
      if (!this.#buckets.has(bucket)) due.push(bucket);
    const [first, last] = [due.at(0), due.at(-1)];
    if (first === undefined || last === undefined) return;
    // After a start they are neighbours; later on it is one.
    await this.#store.command('window', BUCKETS, {
      since: first,
      until: last + BUCKET_SECONDS,
      seen: 0,
      late: 0,
      version: this.#version.next(),
    });
    for (const bucket of due) this.#buckets.add(bucket);
    for (const bucket of this.#buckets) if (bucket < since) this.#buckets.delete(bucket);
  }

  /**
   * Computes again what late readings touched: their minutes, then the closed buckets these belong to.
   * @param seen late readings that arrived since then, seconds UTC of the engine @param touches how many there are
   */
  async mend({ since, until, buckets }: TickInstant, seen: number, touches: number): Promise<void> {
    const version = this.#version.next();
    // After an outage everything is late at once: bucket by bucket then, so that no statement outlasts its bound.
    const step = touches > TOUCHES_AT_ONCE ? BUCKET_SECONDS : until - since;
    for (let start = since; start < until; start += step) {
      const end = start + step;
      const late = { since: start, seen, late: 1, version };
      await this.#store.command('window', MINUTES, { ...late, until: Math.min(end, until) });
      if (start < buckets) await this.#store.command('window', BUCKETS, { ...late, until: Math.min(end, buckets) });
    }
  }

  async #closeMinutes(from: number, to: number, seen: number): Promise<number> {
    const version = this.#version.next();
    await this.#store.command('window', MINUTES, { since: from, until: to, seen: 0, late: 0, version });
    const minutes = Array.from({ length: (to - from) / MINUTE_SECONDS }, (_, i) => from + i * MINUTE_SECONDS);
    await this.#store.insert(
      'minute_closings',
      ['minute', 'seen', 'version'],
      minutes.map((minute) => [minute, seen, version]),
    );
    for (const minute of minutes) this.#minutes.add(minute);
    return minutes.length;
  }
}
