/**
 * Definition of the hotspot grid (design: Windows), independent of the windows' own: nearest stations, reach in
 * metres.
 */
const NEAREST = 12;
const REACH = 12_000;
/** Weight of a station 1 km away. */
const UNIT = 1_000_000_000;

/** A station's place on the metric plane, metres. */
export interface Placed {
  readonly id: number;
  readonly x: number;
  readonly y: number;
}

/** A station's share in a cell: inverse square of its distance, and whether it stands in the cell. */
export interface StationShare {
  readonly station: number;
  readonly weight: bigint;
  readonly isInside: boolean;
}

/**
 * Stations whose values a cell is made of: the twelve nearest within 12 km, and all that stand in it; nearest first.
 * @param cell ix * 65536 + iy @param size of the cells, metres
 */
export function stationShares(cell: number, stations: readonly Placed[], size: number): StationShare[] {
  const [left, bottom] = [Math.floor(cell / 65_536) * size, (cell % 65_536) * size];
  const [x, y] = [left + size / 2, bottom + size / 2];
  return stations
    .map((station) => ({ station, square: (station.x - x) ** 2 + (station.y - y) ** 2 }))
    .filter(({ square }) => square <= REACH ** 2)
    .sort((a, b) => a.square - b.square || a.station.id - b.station.id)
    .map(({ station, square }, place) => ({
      station: station.id,
      place,
      weight: BigInt(Math.round((UNIT * 1e6) / Math.max(square, (size / 2) ** 2))),
      isInside: station.x >= left && station.x < left + size && station.y >= bottom && station.y < bottom + size,
    }))
    .filter(({ place, isInside }) => place < NEAREST || isInside);
}
