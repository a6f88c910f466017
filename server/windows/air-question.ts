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

/** Six concentrations as topic columns: one decimal, CO two. */
export const sixOf = (row: AirRow | undefined): (number | null)[] =>
  Array.from({ length: 6 }, (_, i) => (row?.has_mean[i] ? fixedPoint(row.means[i], i === 5 ? 2 : 1) : null));

export const sixIndices = (row: AirRow | undefined): (number | null)[] =>
  Array.from({ length: 6 }, (_, i) => row?.iaqis[i] ?? null);

/** `null` where there is no AQI, hence no level. */
export const levelOf = (row: AirRow | undefined): number | null => (row && row.aqi !== null ? row.level : null);

/** Air of every air station in the tick's rolling hour, by station. */
export async function airOf(store: Store, instant: TickInstant): Promise<Map<number, AirRow>> {
  const rows = await store.rows<AirRow & { station: number }>('window', AIR, { tick: instant.tick, at: instant.since });
  return new Map(rows.map((row) => [row.station, row]));
}
