import { loadQuery, type Store } from '../platform/store/mod.ts';
import type { Registry } from '../registry/mod.ts';
import type { HotspotRule } from '../standards/mod.ts';

const WIND = loadQuery('hotspots/cell-wind');
/** Factor id of the wind speed. */
const WIND_SPEED = 23;

/** Vector mean of the wind of the last hours around the cell. */
export interface CellWind {
  /** Degrees it comes from; `null` where it is too weak to have a direction. */
  readonly from: number | null;
  /** Resultant and mean of the speeds, m/s. */
  readonly speed: number;
  readonly meanSpeed: number;
  readonly samples: number;
  readonly stations: readonly number[];
}

/** @param near stations around the cell @param at seconds UTC */
export async function windAround(
  store: Store,
  registry: Registry,
  near: readonly number[],
  at: number,
  rule: HotspotRule,
): Promise<CellWind | null> {
  const stations = near.filter((id) => registry.station(id)?.factors.includes(WIND_SPEED));
  if (stations.length === 0) return null;
  const [row] = await store.rows<{ samples: string; mean_speed: number; resultant: number; from_degrees: number }>(
    'history',
    WIND,
    { stations, from: at - rule.upwindSeconds, until: at },
  );
  if (!row || Number(row.samples) === 0) return null;
  return {
    from: row.resultant < rule.calmSpeed ? null : row.from_degrees,
    speed: row.resultant,
    meanSpeed: row.mean_speed,
    samples: Number(row.samples),
    stations,
  };
}
