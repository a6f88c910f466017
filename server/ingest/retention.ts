import type { Reading } from '../../streams/contracts/reading.ts';

/** How long table `readings` keeps a statistic, days: the same figures as its TTL in `sql/schema/020_readings.sql`. */
const RETENTION_DAYS = Object.freeze({ rtd: 90, minute: 400, other: 2192 });

const DAY = 86_400_000;
/** Refused this much earlier, so that a job never finds its siblings half deleted. */
const MARGIN_DAYS = 1;

/**
 * Is what belongs to the same hour still kept? A late value whose siblings are gone must not make its hour be computed
 * again from the remnant: a right mean would be replaced by a wrong one.
 * @param now ms UTC
 */
export function isKept({ statistic, time }: Pick<Reading, 'statistic' | 'time'>, now: number): boolean {
  const days = statistic < 10 ? RETENTION_DAYS.rtd : statistic < 20 ? RETENTION_DAYS.minute : RETENTION_DAYS.other;
  return time > now - (days - MARGIN_DAYS) * DAY;
}
