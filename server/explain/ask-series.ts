import { loadQuery } from '../platform/store/mod.ts';
import type { MarkedSpan, Observation } from '../recompute/mod.ts';
import { ExplainBounds } from './bounds.ts';
import { type PeriodRow, periodRow } from './period-row.ts';
import { type AskRows, whole } from './raw-row.ts';
import { type RollingRow, rollingRow } from './rolling-row.ts';

const QUERIES = Object.freeze({
  readings: loadQuery('history/explain-readings'),
  rolling: loadQuery('history/explain-rolling'),
  hours: loadQuery('history/explain-hours'),
  hourVersions: loadQuery('history/explain-hour-versions'),
  days: loadQuery('history/explain-days'),
  dayVersions: loadQuery('history/explain-day-versions'),
  arrivals: loadQuery('history/explain-heard'),
  marks: loadQuery('history/explain-marks'),
});
const TICKS = {
  rolling: 'SELECT DISTINCT tick FROM rolling ORDER BY tick DESC',
  judgements: 'SELECT DISTINCT tick FROM judgements ORDER BY tick DESC',
  hotspot_cells: 'SELECT DISTINCT tick FROM hotspot_cells ORDER BY tick DESC',
};

/** Tables that keep the rows of the newest ticks. */
export type TickTable = keyof typeof TICKS;

/** A series of one statistic. */
interface SeriesOfStatistic {
  readonly station: number;
  readonly factor: number;
  readonly statistic: number;
}

/** The newest of a station. */
export interface LastArrival {
  /** Time it is a value of, seconds UTC. */
  readonly time: number;
  /** ms UTC. */
  readonly arrived: number;
}

/** Queries about series: readings, rolling values, hours, days. `[from, until)` in seconds UTC, or civil dates. */
export interface SeriesAsk {
  ticks(table: TickTable): Promise<readonly number[]>;
  readings(series: SeriesOfStatistic, from: number, until: number): Promise<readonly Observation[]>;
  rolling(tick: number, stations: readonly number[], factors: readonly number[]): Promise<readonly RollingRow[]>;
  hours(
    stations: readonly number[],
    factors: readonly number[],
    from: number,
    until: number,
  ): Promise<readonly PeriodRow[]>;
  hourVersions(station: number, factor: number, start: number): Promise<readonly PeriodRow[]>;
  days(
    stations: readonly number[],
    factors: readonly number[],
    from: string,
    until: string,
  ): Promise<readonly PeriodRow[]>;
  dayVersions(station: number, factor: number, day: string): Promise<readonly PeriodRow[]>;
  lastArrivals(stations: readonly number[]): Promise<ReadonlyMap<number, LastArrival>>;
  /** Spans under an excluding mark that touch an hour. */
  marks(station: number, hour: number): Promise<readonly MarkedSpan[]>;
}

export function openSeriesAsk(rows: AskRows): SeriesAsk {
  const { mostRows: most, versions } = ExplainBounds;
  return {
    ticks: async (table) => (await rows(TICKS[table])).map(({ tick }) => whole(tick)),
    readings: async (series, from, until) =>
      (await rows(QUERIES.readings, { ...series, from, until, most })).map((r) => ({
        statistic: series.statistic,
        time: whole(r['t']),
        micro: whole(r['micro']),
        flag: whole(r['flag']),
        ordinal: whole(r['said']),
        arrived: Math.floor(whole(r['heard']) / 1000),
      })),
    rolling: async (tick, stations, factors) =>
      (await rows(QUERIES.rolling, { tick, stations, factors })).map(rollingRow),
    hours: async (stations, factors, from, until) =>
      (await rows(QUERIES.hours, { stations, factors, from, until, most })).map(periodRow),
    hourVersions: async (station, factor, start) =>
      (await rows(QUERIES.hourVersions, { station, factor, start, most: versions })).map(periodRow),
    days: async (stations, factors, from, until) =>
      (await rows(QUERIES.days, { stations, factors, from, until, most })).map(periodRow),
    dayVersions: async (station, factor, day) =>
      (await rows(QUERIES.dayVersions, { station, factor, day, most: versions })).map(periodRow),
    lastArrivals: async (stations) =>
      new Map(
        (await rows(QUERIES.arrivals, { stations })).map((r) => [
          whole(r['station']),
          { time: whole(r['spoke_of']), arrived: whole(r['heard']) },
        ]),
      ),
    marks: async (station, hour) =>
      (await rows(QUERIES.marks, { station, start: hour })).map((r) => ({
        factor: whole(r['factor']),
        since: whole(r['since']),
        until: whole(r['until']),
      })),
  };
}
