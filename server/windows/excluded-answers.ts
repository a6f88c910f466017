import { EXCLUDED_REASON } from '../../streams/contracts/codes.ts';
import type { Store } from '../platform/store/mod.ts';

const NEWEST_TICK = 'SELECT max(tick) AS tick FROM judgements';
const EXCLUDED = `SELECT DISTINCT station, factor, reason, averaging AS window, limit_source AS limitSource
  FROM judgements WHERE tick = {tick:UInt32} AND reason != ${EXCLUDED_REASON.judged}
  ORDER BY reason, station, factor, averaging, limit_source LIMIT {most:UInt32}`;

/** A series that a limit binds but that was not evaluated. Reasons as in topic `excluded`. */
export interface ExcludedSeries {
  readonly station: number;
  readonly factor: number;
  readonly reason: number;
  readonly window: number;
  readonly limitSource: number;
}

/** The series that the newest tick left out, one by one, at most `most`; on lane history. */
export async function askExcluded(store: Store, most: number): Promise<readonly ExcludedSeries[]> {
  const [newest] = await store.rows<{ tick: number }>('history', NEWEST_TICK);
  return store.rows<ExcludedSeries>('history', EXCLUDED, { tick: newest?.tick ?? 0, most });
}
