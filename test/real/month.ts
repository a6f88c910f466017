import { AQI_FACTORS } from '../../streams/contracts/factors.ts';
import { parseMicro, type Micro } from '../../streams/contracts/reading.ts';
import { csvRows } from './shared-file.ts';

/**
 * February 2017 of two real networks, moved by whole days so that it ends with a given civil midnight: times of the
 * past three months are what the system accepts, and whole days keep every civil hour and day what it was.
 */
export interface Sample {
  /** Index of the station in `stations`. */
  readonly station: number;
  readonly factor: number;
  /** ms UTC, moved. */
  readonly time: number;
  readonly text: string;
  readonly value: Micro;
}

export interface Network {
  readonly stations: readonly string[];
  readonly samples: readonly Sample[];
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Column of the Beijing file per factor of AQI_FACTORS; all µg/m³, CO too, so CO is sent in its canonical mg/m³. */
const BEIJING_COLUMNS = ['PM2.5', 'PM10', 'O3', 'NO2', 'SO2', 'CO'] as const;

const moved = (time: number, end: number, originalEnd: number): number =>
  time + Math.round((end - originalEnd) / DAY) * DAY;

/** UCI Beijing Multi-Site, hourly means of twelve stations; blank cells are missing. */
export async function beijing(end: number): Promise<Network> {
  const from = Date.parse('2017-02-01T00:00:00+08:00');
  const until = Date.parse('2017-03-01T00:00:00+08:00');
  const stations: string[] = [];
  const samples: Sample[] = [];
  for await (const row of csvRows('air/beijing_prsa_12stations_hourly_2013-03_2017-02.csv.gz')) {
    const time = Date.parse(row['time']!);
    if (time < from || time >= until) continue;
    let station = stations.indexOf(row['station_code']!);
    if (station < 0) station = stations.push(row['station_code']!) - 1;
    for (const [i, column] of BEIJING_COLUMNS.entries()) {
      const cell = row[column]!;
      if (cell === '') continue;
      const text = column === 'CO' ? (Number(cell) / 1000).toString() : cell;
      samples.push({ station, factor: AQI_FACTORS[i]!, time: moved(time, end, until), text, value: parseMicro(text)! });
    }
  }
  return { stations, samples };
}

/** PurpleAir, ten-minute PM2.5 of channel a (factory-corrected), eleven sensors. Sensors have gaps. */
export async function purpleAir(end: number): Promise<Network> {
  const from = Date.parse('2023-11-01T00:00:00+08:00');
  const until = Date.parse('2023-12-01T00:00:00+08:00');
  const stations: string[] = [];
  const samples: Sample[] = [];
  for await (const row of csvRows('dust/purpleair_11sensors_10min_2023-09-18_12-17.csv.gz')) {
    const time = Date.parse(row['time_utc']!);
    if (time < from || time >= until) continue;
    const text = row['pm2.5_atm_a']!;
    const value = parseMicro(text);
    if (value === null) continue;
    let station = stations.indexOf(row['sensor_id']!);
    if (station < 0) station = stations.push(row['sensor_id']!) - 1;
    samples.push({ station, factor: 1, time: moved(time, end, until), text, value });
  }
  return { stations, samples };
}
