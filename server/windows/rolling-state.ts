import { loadQuery, openPartitions, type Store, type TickPartitions } from '../platform/store/mod.ts';
import { BaseHours } from './base-hours.ts';
import { ClosedPeriods } from './closed-periods.ts';
import { dropPartitions } from './drop-partitions.ts';
import { stateVersion, type StateVersion } from './state-version.ts';
import type { TickInstant } from './tick-instant.ts';

/**
 * Late readings are read from this long before the last time, seconds: an insert is stamped when it begins, visible
 * when it ends.
 */
export const LOOK_BACK_SECONDS = 15;

const BASE = loadQuery('windows/base');
const ROLLING = loadQuery('windows/rolling');
const TOUCHES = `SELECT toUnixTimestamp(now()) AS engine, (SELECT count() FROM late_touches
  WHERE arrived >= toDateTime({seen:UInt32}, 'UTC') AND bucket >= toDateTime({since:UInt32}, 'UTC')
    AND bucket < toDateTime({until:UInt32}, 'UTC')) AS touches`;
const NEWEST_VERSION = `SELECT toString(greatest((SELECT max(version) FROM minutes), (SELECT max(version) FROM buckets),
  (SELECT max(version) FROM base), (SELECT max(version) FROM base_hours),
  (SELECT max(version) FROM minute_closings))) AS version`;

/** What a tick did to the state, for metrics. */
export interface StateWork {
  /** Minutes closed. */
  readonly closed: number;
  /** Late readings had touched closed minutes. */
  readonly reopened: boolean;
  readonly rebuilt: boolean;
}

export const NO_WORK: StateWork = Object.freeze({ closed: 0, reopened: false, rebuilt: false });

/**
 * The windows' state in the store: closed buckets, their base, the rolling rows of each tick. Everything here is
 * derived from `recent` and `hours_now` and every step may be done twice; versions are a counter kept in the store.
 *
 * Two steps, so that a tick waits for neither closing nor mending (docs/notes/012-what-a-tick-waits-for.md): `prepare`
 * may run between two ticks for the instant of the next one, `roll` is the tick's own.
 */
export class RollingState {
  readonly #store: Store;
  readonly #version: StateVersion;
  readonly #periods: ClosedPeriods;
  readonly #hours: BaseHours;
  readonly #ticks: TickPartitions;
  /** The engine's clock when late readings were last read, seconds UTC. */
  #seen: number;
  /** The closed part of the rolling hour that the base is built for. */
  #base = '';

  /** Use `openRollingState`. */
  constructor(store: Store, version: StateVersion, periods: ClosedPeriods, ticks: TickPartitions) {
    this.#store = store;
    this.#version = version;
    this.#periods = periods;
    this.#hours = new BaseHours(store, version);
    this.#ticks = ticks;
    this.#seen = periods.seen;
  }

  /** True where `prepare` has already been there for the instant's buckets and hour. */
  isPrepared({ since, until, hour }: TickInstant): boolean {
    return this.#base === `${since} ${until}` && this.#hours.hour === hour;
  }

  /**
   * Brings buckets and bases up to the instant: closes what is due, reopens what late readings touched since the last
   * time.
   */
  async prepare(instant: TickInstant): Promise<StateWork> {
    const { since, until } = instant;
    const from = Math.max(0, this.#seen - LOOK_BACK_SECONDS);
    const [late] = await this.#store.rows<{ engine: number; touches: string }>('window', TOUCHES, {
      seen: from,
      since,
      until,
    });
    const engine = late?.engine ?? 0;
    const touches = Number(late?.touches ?? 0);
    // Minutes that are not closed yet are read whole below.
    const reopened = touches > 0 && this.#periods.hasClosed(since, until);
    if (reopened) await this.#periods.mend(instant, from, touches);
    const closed = await this.#periods.closeMinutes(instant, engine);
    await this.#periods.closeBuckets(instant);
    const rebuilt = this.#base !== `${since} ${until}`;
    if (rebuilt) await this.#rebuildBase(instant);
    else if (reopened) await this.#writeBase(instant, { seen: from, late: 1 });
    this.#seen = engine;
    await this.#hours.refresh(instant);
    return { closed, reopened, rebuilt };
  }

  /** Writes the instant's rows of `rolling`, from the bases and the open bucket. */
  async roll({ now, tick, since, until, hour }: TickInstant): Promise<void> {
    await this.#ticks.begin(tick);
    await this.#store.command('window', ROLLING, { now, tick, since, until, hour });
  }

  /** Forgets what is closed: the next `prepare` closes the whole hour again (clock jump, start). */
  async forget(): Promise<void> {
    this.#periods.clear();
    this.#base = '';
    this.#hours.forget();
    await this.#ticks.clear();
  }

  async #rebuildBase(instant: TickInstant): Promise<void> {
    const { since, until } = instant;
    await this.#writeBase(instant, { seen: 0, late: 0 });
    await dropPartitions(
      this.#store,
      'base',
      (partition) => partition.includes(stamp(since)) && partition.includes(stamp(until)),
    );
    const isRecent = (partition: string): boolean =>
      Date.parse(`${partition.replace(' ', 'T')}Z`) / 1000 > since - 3600;
    for (const table of ['buckets', 'minutes'] as const) await dropPartitions(this.#store, table, isRecent);
    this.#base = `${since} ${until}`;
  }

  #writeBase(
    { since, until, buckets, hour }: TickInstant,
    touched: { readonly seen: number; readonly late: 0 | 1 },
  ): Promise<void> {
    const version = this.#version.next();
    return this.#store.command('window', BASE, { since, until, buckets, hour, ...touched, version });
  }
}

/** Opens the rolling state with what the store holds. */
export async function openRollingState(store: Store): Promise<RollingState> {
  const [newest] = await store.rows<{ version: string }>('window', NEWEST_VERSION);
  const version = stateVersion(Number(newest?.version ?? 0));
  const ticks = await openPartitions(store, 'window', 'rolling');
  return new RollingState(store, version, await ClosedPeriods.open(store, version), ticks);
}

/** `2026-11-22 11:05:00`, as a partition's name shows it. */
const stamp = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
