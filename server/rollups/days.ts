import { DateTime } from 'luxon';
import { loadQuery, type Store } from '../platform/store/mod.ts';
import { civilDayEnd } from '../platform/civil-day.ts';
import { MEAN_RULES } from './hours.ts';
import { computeOutletDays } from './outlets.ts';
import type { DirtyPeriods } from './dirty-periods.ts';

const QUERIES = Object.freeze({
  due: loadQuery('rollups/days-due'),
  compute: loadQuery('rollups/days'),
  now: loadQuery('rollups/days-now'),
  done: loadQuery('rollups/days-done'),
});

/**
 * A due day that is closed, from the newest or from the oldest end; seconds UTC, `null` where there is none. Runs take
 * turns: after a back-fill the screens need this month first, and late data for yesterday must not keep last spring
 * waiting for ever.
 */
export function nextDay(
  dirtyPeriods: DirtyPeriods,
  zone: string,
  now: number,
  graceSeconds: number,
  end: 'newest' | 'oldest' = 'oldest',
): number | null {
  const closed = [...dirtyPeriods.days].filter((start) => civilDayEnd(start, zone) + graceSeconds <= now);
  if (closed.length === 0) return null;
  return closed.reduce((a, b) => ((end === 'newest') === b > a ? b : a));
}

/**
 * Computes what is due of one civil day, some stations at a time.
 * @param start seconds UTC
 * @param now ms UTC
 * @returns stations computed
 */
export async function computeDay(
  store: Store,
  dirtyPeriods: DirtyPeriods,
  start: number,
  zone: string,
  now: number,
  stationsAtOnce: number,
): Promise<number> {
  dirtyPeriods.takeDay(start);
  try {
    const head = dirtyPeriods.settled;
    const stations = (await store.rows<{ station: number }>('history', QUERIES.due, { start })).map(
      (row) => row.station,
    );
    const day = DateTime.fromSeconds(start, { zone }).toISODate();
    for (let at = 0; at < stations.length; at += stationsAtOnce) {
      const some = stations.slice(at, at + stationsAtOnce);
      const range = {
        start,
        end: civilDayEnd(start, zone),
        day,
        first: some[0],
        last: some.at(-1),
        head,
        now: Math.floor(now / 1000),
      };
      await store.command('history', QUERIES.compute, { ...range, ...MEAN_RULES });
      await store.command('history', QUERIES.now, range);
      await computeOutletDays(store, range);
      await store.command('history', QUERIES.done, range);
    }
    return stations.length;
  } catch (error) {
    dirtyPeriods.addDay(start);
    throw error;
  }
}
