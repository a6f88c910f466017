import { MICRO } from '../../streams/contracts/reading.ts';
import { cells } from './lines.ts';

/**
 * What the national centre published for eight cities in 2019, as a mirror kept it: whole numbers, CO in tenths of
 * mg/m³.
 */
export const YEAR_FILE = 'air/cn_8cities_hourly_2019_fullyear.csv.gz';
export const YEAR_START = Date.parse('2019-01-01T00:00:00+08:00');
export const HOUR = 3_600_000;
export const HOURS_OF_YEAR = 8760;
/** A cell the file leaves blank. */
export const BLANK = -1;

const HEADER = [
  'time',
  'station_code',
  'AQI',
  'PM2.5',
  'PM2.5_24h',
  'PM10',
  'PM10_24h',
  'SO2',
  'SO2_24h',
  'NO2',
  'NO2_24h',
  'O3',
  'O3_24h',
  'O3_8h',
  'O3_8h_24h',
  'CO',
  'CO_24h',
] as const;
export type Column = Exclude<(typeof HEADER)[number], 'time' | 'station_code'>;
/** Hour columns in AQI_FACTORS order. */
export const SIX: readonly Column[] = ['PM2.5', 'PM10', 'O3', 'NO2', 'SO2', 'CO'];

/** Micro units of one published step of a column: 1 µg/m³, CO 0.1 mg/m³. */
export const stepOf = (column: Column): number => (column.startsWith('CO') ? MICRO / 10 : MICRO);

export interface Year {
  /** station -> column -> published steps by hour of the year. */
  readonly stations: ReadonlyMap<string, Readonly<Record<Column, Int32Array>>>;
  /** 1 where the file holds any row of the hour: the mirror lost 293 hours of the year. */
  readonly kept: Uint8Array;
  readonly rows: number;
}

export async function readYear(): Promise<Year> {
  const columns = HEADER.slice(2) as Column[];
  const stations = new Map<string, Record<Column, Int32Array>>();
  const kept = new Uint8Array(HOURS_OF_YEAR);
  const hours = new Map<string, number>();
  let rows = 0;
  for await (const row of cells(YEAR_FILE)) {
    rows += 1;
    const time = row[0]!;
    let hour = hours.get(time);
    if (hour === undefined) hours.set(time, (hour = (Date.parse(time) - YEAR_START) / HOUR));
    kept[hour] = 1;
    let station = stations.get(row[1]!);
    if (!station) {
      station = Object.fromEntries(
        columns.map((column) => [column, new Int32Array(HOURS_OF_YEAR).fill(BLANK)]),
      ) as Record<Column, Int32Array>;
      stations.set(row[1]!, station);
    }
    for (let i = 0; i < columns.length; i += 1) {
      const text = row[i + 2]!;
      if (text !== '') station[columns[i]!][hour] = Math.round(Number(text) * (columns[i]!.startsWith('CO') ? 10 : 1));
    }
  }
  return { stations, kept, rows };
}
