import { loadQuery, type Store } from '../store/mod.ts';
import { openPartitions } from './tick-partitions.ts';
import { BUCKET_SECONDS, ROLLING_BUCKETS, type Moment } from './moment.ts';

/** Late touches are read from this long before the last look: an insert is stamped when it begins, seen when it ends. */
export const LOOK_BACK_SECONDS = 15;
/** Hour values computed meanwhile are taken up this often. */
export const HOURS_REFRESH_SECONDS = 60;

/** Touched (bucket, station, factor) that one statement reopens; more of them go bucket by bucket. */
export const TOUCHES_AT_ONCE = 20_000;

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
  isPrepared(moment: Moment): boolean;
  /** Brings buckets and bases up to the moment: closes what is due, reopens what late readings touched since the last look. */
  prepare(moment: Moment): Promise<StateWork>;
  /** Writes the moment's rows of `rolling`, from the bases and the open bucket. */
  roll(moment: Moment): Promise<void>;
  /** Forgets what is closed: the next `prepare` closes the whole hour again (clock jump, start). */
  forget(): Promise<void>;
}

const CLOSE = loadQuery('windows/close-buckets');
const REOPEN = loadQuery('windows/reopen-buckets');
const REBUILD_BASE = loadQuery('windows/rebuild-base');
const MEND_BASE = loadQuery('windows/mend-base');
const REBUILD_HOURS = loadQuery('windows/rebuild-base-hours');
const ROLLING = loadQuery('windows/rolling');

const TOUCHES = `SELECT toUnixTimestamp(now()) AS engine, (SELECT count() FROM late_touches
  WHERE arrived >= toDateTime({seen:UInt32}, 'UTC') AND bucket >= toDateTime({since:UInt32}, 'UTC') AND bucket < toDateTime({until:UInt32}, 'UTC')) AS touches`;
const HOURS_HEAD = `SELECT toString(count()) AS rows, toString(max(computed)) AS computed FROM hours_now
  WHERE hour >= toDateTime({hour:UInt32}, 'UTC') - INTERVAL 23 HOUR AND hour < toDateTime({hour:UInt32}, 'UTC')`;
const PARTITIONS = `SELECT DISTINCT partition, partition_id AS id FROM system.parts WHERE database = currentDatabase() AND table = {table:String} AND active`;

/**
 * The windows' state in the store: closed buckets, their base, the rolling rows of each tick. Everything here is derived
 * from `recent` and `hours_now` and every step may be done twice; versions are a counter kept in the store.
 */
export async function openRollingState(store: Store): Promise<RollingState> {
  const [start] = await store.rows<{ version: string }>('window', `SELECT toString(greatest(
    (SELECT max(version) FROM buckets), (SELECT max(version) FROM base), (SELECT max(version) FROM base_hours), (SELECT max(version) FROM bucket_closings))) AS version`);
  let version = Number(start?.version ?? 0);
  /** Closed buckets by start. */
  let closed = new Set<number>();
  /** The engine's clock when late touches were last read. */
  let seen = 0;
  let base = '';
  let hours = { key: '', at: 0, hour: 0 };
  const ticks = await openPartitions(store, 'window', 'rolling');

  const known = await store.rows<{ bucket: number; seen: number }>('window',
    `SELECT toUnixTimestamp(bucket) AS bucket, toUnixTimestamp(seen) AS seen FROM bucket_closings FINAL ORDER BY bucket DESC LIMIT ${ROLLING_BUCKETS}`);
  closed = new Set(known.map((row) => row.bucket));
  seen = known.reduce((latest, row) => Math.max(latest, row.seen), 0);

  const dropOthers = async (table: string, keep: (partition: string) => boolean): Promise<void> => {
    const rows = await store.rows<{ partition: string; id: string }>('window', PARTITIONS, { table });
    for (const { partition, id } of rows) if (!keep(partition)) await store.command('window', `ALTER TABLE ${table} DROP PARTITION ID '${id}'`);
  };

  const closeDue = async (moment: Moment, engine: number): Promise<number> => {
    const due: number[] = [];
    for (let bucket = moment.since; bucket < moment.until; bucket += BUCKET_SECONDS) if (!closed.has(bucket)) due.push(bucket);
    for (const bucket of due) {
      version += 1;
      await store.command('window', CLOSE, { since: bucket, until: bucket + BUCKET_SECONDS, version });
      await store.insert('bucket_closings', ['bucket', 'seen', 'version'], [[bucket, engine, version]]);
      closed.add(bucket);
    }
    for (const bucket of closed) if (bucket < moment.since - 86_400) closed.delete(bucket);
    return due.length;
  };

  const refreshHours = async (moment: Moment): Promise<void> => {
    if (hours.hour === moment.hour && moment.now - hours.at < HOURS_REFRESH_SECONDS && moment.now >= hours.at) return;
    const [head] = await store.rows<{ rows: string; computed: string }>('window', HOURS_HEAD, { hour: moment.hour });
    const key = `${moment.hour} ${head?.rows} ${head?.computed}`;
    if (key !== hours.key) {
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
      const { since, until, hour } = moment;
      const [look] = await store.rows<{ engine: number; touches: string }>('window', TOUCHES, { seen: Math.max(0, seen - LOOK_BACK_SECONDS), since, until });
      const engine = look?.engine ?? 0;
      const from = Math.max(0, seen - LOOK_BACK_SECONDS);
      // Buckets that are not closed yet are read whole in a moment.
      const reopened = Number(look?.touches ?? 0) > 0 && [...closed].some((bucket) => bucket >= since && bucket < until);
      if (reopened) {
        version += 1;
        // After an outage everything is late at once: bucket by bucket then, so that no statement outlasts its bound.
        const step = Number(look?.touches) > TOUCHES_AT_ONCE ? BUCKET_SECONDS : until - since;
        for (let bucket = since; bucket < until; bucket += step) {
          await store.command('window', REOPEN, { since: bucket, until: Math.min(bucket + step, until), seen: from, version });
        }
      }
      const count = await closeDue(moment, engine);
      const key = `${since} ${until}`;
      const rebuilt = key !== base;
      if (rebuilt) {
        version += 1;
        await store.command('window', REBUILD_BASE, { since, until, hour, version });
        await dropOthers('base', (partition) => partition.includes(stamp(since)) && partition.includes(stamp(until)));
        await dropOthers('buckets', (partition) => Date.parse(`${partition.replace(' ', 'T')}Z`) / 1000 > since - 3600);
        base = key;
      } else if (reopened) {
        version += 1;
        await store.command('window', MEND_BASE, { since, until, hour, seen: from, version });
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
      base = '';
      hours = { key: '', at: 0, hour: 0 };
      await ticks.clear();
    },
  };
}

/** `2026-11-22 11:05:00`, as a partition's name shows it. */
const stamp = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
