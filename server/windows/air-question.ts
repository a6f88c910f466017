import { loadQuery, type Store } from '../platform/store/mod.ts';
import { fixedPoint } from '../standards/mod.ts';
import type { TickInstant } from './tick-instant.ts';

const AIR = loadQuery('windows/air');

/** AQI, level, primary pollutants, six means and six indices of a station or a region. */
export interface AirRow {
  /** Seconds UTC. */
  readonly time: number;
  readonly aqi: number | null;
  readonly level: number;
  readonly primary: number;
  /** Millionths, in the order of `AQI_FACTORS`. */
  readonly means: readonly string[];
  readonly has_mean: readonly number[];
  readonly iaqis: readonly (number | null)[];
}

type Six = 'pm25' | 'pm10' | 'o3' | 'no2' | 'so2' | 'co';
type Cells<C extends string> = Readonly<Record<C, number | null>>;
const meanAt = (row: AirRow | undefined, i: number, decimals = 1): number | null =>
  row?.has_mean[i] ? fixedPoint(row.means[i], decimals) : null;

/** Six concentrations as topic columns: one decimal, CO two. */
export const sixOf = (row: AirRow | undefined): Cells<Six> => ({
  pm25: meanAt(row, 0),
  pm10: meanAt(row, 1),
  o3: meanAt(row, 2),
  no2: meanAt(row, 3),
  so2: meanAt(row, 4),
  co: meanAt(row, 5, 2),
});

export const sixIndices = (row: AirRow | undefined): Cells<`iaqi${Capitalize<Six>}`> => ({
  iaqiPm25: row?.iaqis[0] ?? null,
  iaqiPm10: row?.iaqis[1] ?? null,
  iaqiO3: row?.iaqis[2] ?? null,
  iaqiNo2: row?.iaqis[3] ?? null,
  iaqiSo2: row?.iaqis[4] ?? null,
  iaqiCo: row?.iaqis[5] ?? null,
});

/** `null` where there is no AQI, hence no level. */
export const levelOf = (row: AirRow | undefined): number | null => (row && row.aqi !== null ? row.level : null);

/** Air of every air station in the tick's rolling hour, by station. */
export async function airOf(store: Store, instant: TickInstant): Promise<Map<number, AirRow>> {
  const rows = await store.rows<AirRow & { station: number }>('window', AIR, { tick: instant.tick, at: instant.since });
  return new Map(rows.map((row) => [row.station, row]));
}
