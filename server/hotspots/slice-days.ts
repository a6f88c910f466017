import { DateTime } from 'luxon';
import { hotspotRuleAt } from '../standards/mod.ts';

export const DAY_SECONDS = 86_400;

/** The days that the analysis at an instant looks back over. */
interface SliceDays {
  /**
   * `[from, until)`: seconds UTC of the midnights that label the days in `hot_slices`; whole civil days before today.
   */
  readonly from: number;
  readonly until: number;
  /** Fewest days that a series needs. */
  readonly least: number;
  /** Percent of hot days from which a cell is persistent. */
  readonly persistent: number;
}

/** @param nowMs ms UTC @param zone IANA zone of the civil day */
export function daysBefore(nowMs: number, zone: string): SliceDays {
  const rule = hotspotRuleAt(nowMs);
  const until = Date.parse(`${DateTime.fromMillis(nowMs, { zone }).toISODate()}T00:00:00Z`) / 1000;
  return {
    from: until - rule.days * DAY_SECONDS,
    until,
    least: Math.ceil((rule.days * rule.leastDaysPercent) / 100),
    persistent: rule.persistentPercent,
  };
}
