import type { ShownTable } from './explain-context.ts';
import { columnOfTopic } from './shown.ts';

/** Weather older than this is not shown as now, seconds: as the screens hold it. */
const WEATHER_STANDS = 1800;

/** Weather of one station as screens hold it, fixed point. */
export interface StationWeather {
  readonly station: number;
  readonly time: number | null;
  readonly speed: number | null;
  readonly direction: number | null;
  readonly value: number | null;
}
/** Weather that is fresh and has wind. */
export type FreshWeather = StationWeather & {
  readonly time: number;
  readonly speed: number;
  readonly direction: number;
};

/** @param now LiveTime */
export const isFresh =
  (now: number) =>
  (row: StationWeather): row is FreshWeather =>
    row.time !== null && now - row.time <= WEATHER_STANDS && row.speed !== null && row.direction !== null;

/** Weather of every station, with one column of topic `wind`. */
export function weatherRows({ table }: ShownTable, name: string): StationWeather[] {
  const column = (of: string): number => columnOfTopic('wind', of);
  return Array.from(table.keys.subarray(0, table.size), (station, row) => ({
    station,
    time: table.at(row, column('time')),
    speed: table.at(row, column('speed')),
    direction: table.at(row, column('direction')),
    value: table.at(row, column(name)),
  }));
}
