import type { StationMark } from '../../map/station-layers.ts';
import type { CityIndex } from '../../model/city.ts';

/** A station's live state, as far as its mark shows it. */
interface StationState {
  readonly key: number;
  readonly state?: number | null;
  readonly multiple?: number | null;
}

/** From this state on a station counts as off line; 0 is one that never reported. */
const STALE = 3;

/** A mark for every station. One of which there is no row yet is not off line: it is drawn as it is registered. */
export function stationMarks(city: CityIndex, rows: readonly StationState[]): StationMark[] {
  const states = new Map(rows.map((row) => [row.key, row]));
  return city.stations.map(({ id, kind, position: [longitude, latitude] }) => {
    const row = states.get(id);
    const state = row?.state ?? 0;
    return {
      ...{ id, kind, longitude, latitude },
      isOffline: row !== undefined && (state >= STALE || state === 0),
      exceeds: (row?.multiple ?? 0) > 0,
    };
  });
}
