import { loadQuery, type Lane, type Store } from '../platform/store/mod.ts';
import { hotspotRuleAt } from '../standards/mod.ts';
import { DAY_SECONDS } from './slice-days.ts';
import type { SliceSize } from './slice-size.ts';

const HOT_HOURS = loadQuery('hotspots/hot-hours');

/** An hour of the civil day, its mean excess over the background (millionths) and the days it rests on. */
export interface HourExcess {
  readonly hour: number;
  readonly excess: number;
  readonly days: number;
}

/** Hours of the civil day by their excess over the last days, hottest first; only those that enough days have. */
export async function hotHoursOf(
  store: Store,
  lane: Lane,
  size: SliceSize,
  nowMs: number,
  zone: string,
  cell: number,
): Promise<HourExcess[]> {
  const rule = hotspotRuleAt(nowMs);
  const until = Math.floor(nowMs / 3_600_000) * 3600;
  const rows = await store.rows<{ profile: [number, string, string][] }>(lane, HOT_HOURS, {
    size,
    cells: [cell],
    zone,
    from: until - rule.days * DAY_SECONDS,
    until,
    least: Math.ceil((rule.days * rule.leastDaysPercent) / 100),
  });
  return (rows[0]?.profile ?? []).map(([hour, excess, days]) =>
    Object.freeze({ hour, excess: Number(excess), days: Number(days) }),
  );
}
