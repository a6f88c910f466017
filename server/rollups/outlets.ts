import {
  FLOW_WEIGHTED_FACTORS,
  FOLDED_FACTORS,
  FOLDING_TOLERANCE,
  HOUR_FINDINGS,
  MARKED_HOUR_SECONDS,
} from '../standards/mod.ts';
import { loadQuery, type Store } from '../platform/store/mod.ts';
import type { DirtyPeriods } from './dirty-periods.ts';

const QUERIES = Object.freeze({
  hours: loadQuery('rollups/outlet-hours'),
  hoursNow: loadQuery('rollups/outlet-hours-now'),
  touchDays: loadQuery('rollups/outlet-hours-touch-days'),
  days: loadQuery('rollups/outlet-days'),
  daysNow: loadQuery('rollups/outlet-days-now'),
});

/** Range of a run of the hours job; seconds UTC, inclusive. */
export interface HoursRange extends Readonly<Record<string, unknown>> {
  readonly from: number;
  readonly to: number;
  readonly first: number;
  readonly last: number;
  readonly head: number;
  readonly now: number;
}

/**
 * The folded hours of stacks, within a run of the hours job and before its end mark: what is due there is due here.
 * Versions, dirty days and latest versions follow each other, as in `computeHours`; a death anywhere leaves the hours
 * due.
 */
export async function computeOutletHours(
  store: Store,
  dirtyPeriods: DirtyPeriods,
  range: HoursRange,
  zone: string,
): Promise<void> {
  await store.command('history', QUERIES.hours, {
    ...range,
    folded: FOLDED_FACTORS,
    percent: FOLDING_TOLERANCE.percent,
    floor: FOLDING_TOLERANCE.floor,
    markedHour: MARKED_HOUR_SECONDS,
    ofHours: HOUR_FINDINGS,
  });
  await store.command('history', QUERIES.touchDays, { ...range, timezone: zone, dayHead: dirtyPeriods.nextHead(0) });
  await store.command('history', QUERIES.hoursNow, range);
}

/** Range of a run of the days job; seconds UTC, `day` civil. */
export interface DayRange extends Readonly<Record<string, unknown>> {
  readonly start: number;
  readonly end: number;
  readonly day: string | null;
  readonly first: number | undefined;
  readonly last: number | undefined;
  readonly head: number;
  readonly now: number;
}

/** The days of outlets, within a run of the days job and before its end mark. */
export async function computeOutletDays(store: Store, range: DayRange): Promise<void> {
  await store.command('history', QUERIES.days, { ...range, weighted: FLOW_WEIGHTED_FACTORS });
  await store.command('history', QUERIES.daysNow, range);
}
