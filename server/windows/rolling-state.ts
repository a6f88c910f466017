import { loadQuery, type Store, openPartitions } from '../platform/store/mod.ts';
import { BUCKET_SECONDS, MINUTE_SECONDS, ROLLING_BUCKETS, type TickInstant } from './tick-instant.ts';

/** Late touches are read from this long before the last look: an insert is stamped when it begins, seen when it ends. */
export const LOOK_BACK_SECONDS = 15;
/** Hour values computed meanwhile are taken up this often. */
export const HOURS_REFRESH_SECONDS = 60;

/** Closings that a start looks back over: the rolling hour, and some. */
const MOST_MINUTES = (ROLLING_BUCKETS + 2) * (BUCKET_SECONDS / MINUTE_SECONDS);

/** DirtyPeriods (minute, station, factor) that one statement mends; more of them go bucket by bucket. */
const TOUCHES_AT_ONCE = 20_000;

/** What a tick did to the state, for metrics. */
export interface StateWork {
  readonly closed: number;
  readonly reopened: boolean;
  readonly rebuilt: boolean;
}

export const NO_WORK: StateWork = Object.freeze({ closed: 0, reopened: false, rebuilt: false });

/**
 * Two steps, so that a tick waits for neither closing nor mending (docs/notes/012-what-a-tick-waits-for.md): `prepare` may run between
 * two ticks for the moment of the next one, `roll` is the tick's own.
 */
export interface RollingState {
  /** True where `prepare` has already been there for the moment's buckets and hour. */
  isPrepared(moment: TickInstant): boolean;
  /** Brings buckets and bases up to the moment: closes what is due, reopens what late readings touched since the last look. */
  prepare(moment: TickInstant): Promise<StateWork>;
  /** Writes the moment's rows of `rolling`, from the bases and the open bucket. */
  roll(moment: TickInstant): Promise<void>;
  /** Forgets what is closed: the next `prepare` closes the whole hour again (clock jump, start). */
  forget(): Promise<void>;
}

const MINUTES = loadQuery('windows/minutes');
const BUCKETS = loadQuery('windows/buckets');
const BASE = loadQuery('windows/base');
const REBUILD_HOURS = loadQuery('windows/rebuild-base-hours');
const ROLLING = loadQuery('windows/rolling');

const TOUCHES = `SELECT toUnixTimestamp(now()) AS engine, (SELECT count() FROM late_touches
  WHERE arrived >= toDateTime({seen:UInt32}, 'UTC') AND bucket >= toDateTime({since:UInt32}, 'UTC') AND bucket < toDateTime({until:UInt32}, 'UTC')) AS touches`;
const HOURS_HEAD = `SELECT toString(count()) AS rows, toString(max(computed)) AS computed, toUInt8(max(hours_now.computed) > toDateTime({now:UInt32}, 'UTC')) AS ahead FROM hours_now
  WHERE hour >= toDateTime({hour:UInt32}, 'UTC') - INTERVAL 23 HOUR AND hour < toDateTime({hour:UInt32}, 'UTC')`;
const PARTITIONS = `SELECT DISTINCT partition, partition_id AS id FROM system.parts WHERE database = currentDatabase() AND table = {table:String} AND active`;

/**
 * The windows' state in the store: closed buckets, their base, the rolling rows of each tick. Everything here is derived
 * from `recent` and `hours_now` and every step may be done twice; versions are a counter kept in the store.
 */
export async function openRollingState(store: Store): Promise<RollingState> {
  const [start] = await store.rows<{ version: string }>(
    'window',
    `SELECT toString(greatest((SELECT max(version) FROM minutes),
    (SELECT max(version) FROM buckets), (SELECT max(version) FROM base), (SELECT max(version) FROM base_hours), (SELECT max(version) FROM minute_closings))) AS version`,
  );
  let version = Number(start?.version ?? 0);
  /** Closed minutes by start. */
  const closed = new Set<number>();
  /** Closed buckets by start; a state that has just been opened makes them of the minutes again. */
  const bucketed = new Set<number>();
  /** The engine's clock when late touches were last read. */
  let seen = 0;
  let base = '';
  let hours = { key: '', at: 0, hour: 0 };
  const ticks = await openPartitions(store, 'window', 'rolling');

  const known = await store.rows<{ minute: number; seen: number }>(
    'window',
    `SELECT toUnixTimestamp(minute) AS minute, toUnixTimestamp(seen) AS seen FROM minute_closings FINAL ORDER BY minute DESC LIMIT ${MOST_MINUTES}`,
  );
  for (const { minute } of known) closed.add(minute);
  seen = known.reduce((latest, row) => Math.max(latest, row.seen), 0);

  const dropOthers = async (table: string, keep: (partition: string) => boolean): Promise<void> => {
    const rows = await store.rows<{ partition: string; id: string }>('window', PARTITIONS, { table });
    for (const { partition, id } of rows)
      if (!keep(partition)) await store.command('window', `ALTER TABLE ${table} DROP PARTITION ID '${id}'`);
  };

  /** Closes the minutes of the rolling hour that are due, those of one bucket in one statement. */
  const closeMinutes = async ({ since, until }: TickInstant, engine: number): Promise<number> => {
    let count = 0;
    for (let from = since; from < until;) {
      if (closed.has(from)) {
        from += MINUTE_SECONDS;
        continue;
      }
      const end = Math.min(until, from - (from % BUCKET_SECONDS) + BUCKET_SECONDS);
      let to = from;
      while (to < end && !closed.has(to)) to += MINUTE_SECONDS;
      version += 1;
      await store.command('window', MINUTES, { since: from, until: to, seen: 0, late: 0, version });
      const minutes = Array.from({ length: (to - from) / MINUTE_SECONDS }, (_, i) => from + i * MINUTE_SECONDS);
      await store.insert(
        'minute_closings',
        ['minute', 'seen', 'version'],
        minutes.map((minute) => [minute, engine, version]),
      );
      for (const minute of minutes) closed.add(minute);
      count += minutes.length;
      from = to;
    }
    for (const minute of closed) if (minute < since - 86_400) closed.delete(minute);
    return count;
  };

  const closeBuckets = async ({ since, buckets }: TickInstant): Promise<void> => {
    const due: number[] = [];
    for (let bucket = since; bucket < buckets; bucket += BUCKET_SECONDS) if (!bucketed.has(bucket)) due.push(bucket);
    if (due.length === 0) return;
    version += 1;
    // After a start they are neighbours; later on it is one.
    await store.command('window', BUCKETS, {
      since: due[0]!,
      until: due.at(-1)! + BUCKET_SECONDS,
      seen: 0,
      late: 0,
      version,
    });
    for (const bucket of due) bucketed.add(bucket);
    for (const bucket of bucketed) if (bucket < since) bucketed.delete(bucket);
  };

  /** Mends what late readings touched: their minutes, then the closed buckets these belong to. */
  const mend = async ({ since, until, buckets }: TickInstant, from: number, touches: number): Promise<void> => {
    version += 1;
    // After an outage everything is late at once: bucket by bucket then, so that no statement outlasts its bound.
    const step = touches > TOUCHES_AT_ONCE ? BUCKET_SECONDS : until - since;
    for (let start = since; start < until; start += step) {
      await store.command('window', MINUTES, {
        since: start,
        until: Math.min(start + step, until),
        seen: from,
        late: 1,
        version,
      });
      if (start < buckets)
        await store.command('window', BUCKETS, {
          since: start,
          until: Math.min(start + step, buckets),
          seen: from,
          late: 1,
          version,
        });
    }
  };

  const refreshHours = async (moment: TickInstant): Promise<void> => {
    if (hours.hour === moment.hour && moment.now - hours.at < HOURS_REFRESH_SECONDS && moment.now >= hours.at) return;
    const [head] = await store.rows<{ rows: string; computed: string; ahead: number }>('window', HOURS_HEAD, {
      hour: moment.hour,
      now: moment.now,
    });
    const key = `${moment.hour} ${head?.rows} ${head?.computed}`;
    // After a clock was set back new versions are stamped before the newest: until it has caught up nothing tells that they came.
    if (key !== hours.key || head?.ahead === 1) {
      version += 1;
      // Whole, so that a series whose last valid hour was taken back leaves nothing behind.
      await dropOthers('base_hours', () => false);
      await store.command('window', REBUILD_HOURS, { hour: moment.hour, version });
    }
    hours = { key, at: moment.now, hour: moment.hour };
  };

  return {
    isPrepared: ({ since, until, hour }) => base === `${since} ${until}` && hours.hour === hour,
    async prepare(moment) {
      const { since, until, buckets, hour } = moment;
      const from = Math.max(0, seen - LOOK_BACK_SECONDS);
      const [look] = await store.rows<{ engine: number; touches: string }>('window', TOUCHES, {
        seen: from,
        since,
        until,
      });
      const engine = look?.engine ?? 0;
      const touches = Number(look?.touches ?? 0);
      // Minutes that are not closed yet are read whole in a moment.
      const reopened = touches > 0 && [...closed].some((minute) => minute >= since && minute < until);
      if (reopened) await mend(moment, from, touches);
      const count = await closeMinutes(moment, engine);
      await closeBuckets(moment);
      const key = `${since} ${until}`;
      const rebuilt = key !== base;
      if (rebuilt) {
        version += 1;
        await store.command('window', BASE, { since, until, buckets, hour, seen: 0, late: 0, version });
        await dropOthers('base', (partition) => partition.includes(stamp(since)) && partition.includes(stamp(until)));
        const isOld = (partition: string): boolean =>
          Date.parse(`${partition.replace(' ', 'T')}Z`) / 1000 <= since - 3600;
        for (const table of ['buckets', 'minutes']) await dropOthers(table, (partition) => !isOld(partition));
        base = key;
      } else if (reopened) {
        version += 1;
        await store.command('window', BASE, { since, until, buckets, hour, seen: from, late: 1, version });
      }
      seen = engine;
      await refreshHours(moment);
      return { closed: count, reopened, rebuilt };
    },
    async roll({ now, tick, since, until, hour }) {
      await ticks.begin(tick);
      await store.command('window', ROLLING, { now, tick, since, until, hour });
    },
    async forget() {
      closed.clear();
      bucketed.clear();
      base = '';
      hours = { key: '', at: 0, hour: 0 };
      await ticks.clear();
    },
  };
}

/** `2026-11-22 11:05:00`, as a partition's name shows it. */
const stamp = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
