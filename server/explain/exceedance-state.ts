import { type RawRow, whole } from './raw-row.ts';

/** What the windows keep of a series that exceeds a limit. Millionths, seconds UTC. */
export interface ExceedanceState {
  readonly active: number;
  readonly episodes: number;
  readonly first: number;
  readonly since: number;
  readonly seen: number;
  readonly micro: number;
  readonly limit: number;
  readonly limitSource: number;
  /**
   * Window the limit is evaluated on: 1 rolling hour, 2 instant, 3 closed hour, 4 day, 5 to 7 minutes of local rules.
   */
  readonly averaging: number;
  readonly at: number;
  readonly over: number;
  readonly trend: number;
  readonly reference: number;
  readonly referenceAt: number;
  readonly peak: number;
}

export const exceedanceState = (r: RawRow): ExceedanceState => ({
  active: whole(r['active']),
  episodes: whole(r['episodes']),
  first: whole(r['first_at']),
  since: whole(r['since_at']),
  seen: whole(r['seen_at']),
  micro: whole(r['micro']),
  limit: whole(r['limit_micro']),
  limitSource: whole(r['limit_source']),
  averaging: whole(r['averaging']),
  at: whole(r['value_at']),
  over: whole(r['over']),
  trend: whole(r['trend']),
  reference: whole(r['reference_micro']),
  referenceAt: whole(r['reference_time']),
  peak: whole(r['peak_millionths']),
});
