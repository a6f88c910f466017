import { loadQuery, type Store } from '../platform/store/mod.ts';
import type { AirRow } from './air-question.ts';
import type { TickInstant } from './tick-instant.ts';

const REGIONS = loadQuery('windows/regions');
const SHOWN_HOUR = loadQuery('windows/shown-hour');

export interface RegionAir extends AirRow {
  readonly span: 'now' | 'hour';
  readonly region: number;
  /** Stations that have a value. */
  readonly reporting: number;
}

/** What the regions are asked for; seconds UTC. */
interface RegionInstants {
  /** Whose rolling hour is asked for (span `now`); 0 = leave it out. */
  readonly tick: number;
  readonly now: number;
  /** Start of the rolling hour, which decides the edition. */
  readonly since: number;
  /** Start of the closed hour that is asked for (span `hour`); 0 = leave it out. */
  readonly hour: number;
}

/** Air of the city, its counties and townships. @param city region id of the city */
export const regionsOf = (
  store: Store,
  { tick, now, since, hour }: RegionInstants,
  city: number,
): Promise<RegionAir[]> => store.rows<RegionAir>('window', REGIONS, { tick, now, since, hour, city });

/** The closed hour that regions are shown for, seconds UTC; 0 = none has come in yet. */
export async function shownHourOf(store: Store, instant: TickInstant): Promise<number> {
  const [row] = await store.rows<{ hour: number }>('window', SHOWN_HOUR, { now: instant.now });
  return row?.hour ?? 0;
}
