import type { Exceedance } from '../../streams/contracts/exceedance.ts';
import { seriesKey } from '../../streams/contracts/factors.ts';
import type { PublishedRow } from '../../streams/live/mod.ts';
import { loadQuery, type Store } from '../platform/store/mod.ts';
import { fixedPoint, liveTime } from '../standards/mod.ts';

/** Rows of the exceedance ranking on the live stream. */
const MOST_SHOWN = 200;
/** Exceedances handed to the alarm rules per tick. */
const MOST_EVALUATED = 5000;

const EXCEEDANCES = loadQuery('windows/exceedances');

/** Values and `peak` in millionths, instants in seconds UTC. */
interface ExceedanceRow {
  rank: string;
  station: number;
  factor: number;
  hundredths: string;
  value: string;
  limit_value: string;
  limit_source: number;
  averaging: number;
  since_: number;
  at_: number;
  episodes: number;
  trend: number;
  first_: number;
  peak: string;
}

/** Present exceedances in the order of their ranking. */
export async function exceedancesOf(store: Store): Promise<Exceedance[]> {
  const rows = await store.rows<ExceedanceRow>('evaluate', EXCEEDANCES, { most: MOST_EVALUATED });
  return rows.map((row) =>
    Object.freeze({
      station: row.station,
      factor: row.factor,
      value: Number(row.value),
      limit: Number(row.limit_value),
      limitSource: row.limit_source,
      multipleHundredths: Number(row.hundredths),
      window: row.averaging,
      since: row.since_ * 1000,
      time: row.at_ * 1000,
      rank: Number(row.rank),
      count: row.episodes,
      first: row.first_ * 1000,
      trend: row.trend,
      peakMillionths: Number(row.peak),
    }),
  );
}

/** Rows of topic `exceedances`: the first of the ranking. */
export const exceedanceRows = (exceedances: readonly Exceedance[]): PublishedRow<'exceedances'>[] =>
  exceedances
    .slice(0, MOST_SHOWN)
    .map((e) => ({
      key: seriesKey(e.station, e.factor),
      rank: e.rank,
      multiple: e.multipleHundredths,
      value: fixedPoint(e.value, 3),
      limit: fixedPoint(e.limit, 3),
      limitSource: e.limitSource,
      window: e.window,
      since: liveTime(e.since / 1000),
      time: liveTime(e.time / 1000),
      count: e.count,
      trend: e.trend,
      first: liveTime(e.first / 1000),
    }));
