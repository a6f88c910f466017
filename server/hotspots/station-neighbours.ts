import { CELL_SIZES, MOST_NEIGHBOURS, REACH_METRES, WEIGHT_ONE, type GridStation } from './grid.ts';

/** No distance between two stations counts for less, metres: half the finest cell. */
export const LEAST_APART = CELL_SIZES[0] / 2;

/**
 * The nearest others of a station, with their inverse-distance weights: who stands for its place when it is left out.
 * `position` counts from 1 in `stations`.
 */
export function neighboursOf(
  station: GridStation,
  stations: readonly GridStation[],
): { readonly position: number; readonly weight: number }[] {
  return stations
    .map((other, i) => ({
      id: other.id,
      position: i + 1,
      square: (other.x - station.x) ** 2 + (other.y - station.y) ** 2,
    }))
    .filter(({ id, square }) => id !== station.id && square <= REACH_METRES ** 2)
    .sort((a, b) => a.square - b.square || a.id - b.id)
    .slice(0, MOST_NEIGHBOURS)
    .map(({ position, square }) => ({
      position,
      weight: Math.round((WEIGHT_ONE * 1e6) / Math.max(square, LEAST_APART ** 2)),
    }));
}
