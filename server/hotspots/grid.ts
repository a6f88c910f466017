import { cellKey, cellParent } from '../../streams/contracts/projection.ts';

/** The hotspot grids, metres, nested: each cell lies in exactly one of the next size. The tick shows the 1-km one. */
export const CELL_SIZES = Object.freeze([500, 1000, 3000] as const);
export const SHOWN_SIZE = 1000;
/** Stations that may speak for a cell: the nearest so many ... */
export const MOST_NEIGHBOURS = 12;
/** ... within this distance of its centre, metres. */
export const REACH_METRES = 12_000;
/** A weight of 1 at 1 km, in whole numbers. */
export const WEIGHT_ONE = 1_000_000_000;

type Point = readonly [x: number, y: number];
export interface GridStation {
  readonly id: number;
  readonly x: number;
  readonly y: number;
}
export interface CellWeight {
  readonly cell: number;
  readonly station: number;
  readonly weight: number;
  readonly inside: boolean;
  /** From the cell's centre, metres. */
  readonly metres: number;
}

/**
 * Cells of a size: the finest are those whose centre lies within the ring (even-odd) and those that hold a station, the
 * coarser ones are those that hold a finest one. So no cell is without its parents.
 * @param ring metres in the metric plane
 */
export function cellsOf(ring: readonly Point[], stations: readonly GridStation[], size: number): number[] {
  const [finest] = CELL_SIZES;
  const fine = finestCells(ring, stations, finest);
  return size === finest
    ? fine
    : [...new Set(fine.map((cell) => cellParent(cell, finest, size)))].sort((a, b) => a - b);
}

function finestCells(ring: readonly Point[], stations: readonly GridStation[], size: number): number[] {
  const cells = new Set<number>(stations.map((station) => cellKey(station.x, station.y, size)));
  const rows = ring.map(([, y]) => Math.floor(y / size));
  const [from, to] = [Math.min(...rows), Math.max(...rows)];
  for (let row = from; row <= to; row += 1) {
    // Where the ring crosses the row's middle: cells between an odd and the next even crossing are inside.
    const y = (row + 0.5) * size;
    const crossings: number[] = [];
    let [ax, ay] = ring.at(-1) ?? [0, 0];
    for (const [bx, by] of ring) {
      if (ay > y !== by > y) crossings.push(ax + ((y - ay) / (by - ay)) * (bx - ax));
      [ax, ay] = [bx, by];
    }
    crossings.sort((a, b) => a - b);
    // The first column whose centre lies at or beyond each crossing.
    const columns = crossings.map((x) => Math.ceil(x / size - 0.5));
    for (let i = 0; i + 1 < columns.length; i += 2) {
      const [first = 0, end = 0] = columns.slice(i, i + 2);
      for (let column = first; column < end; column += 1) cells.add(column * 65_536 + row);
    }
  }
  return [...cells].sort((a, b) => a - b);
}

/**
 * Inverse-distance weights (power 2) of a cell: the nearest stations within reach of its centre, nearest first, and
 * those that stand in it. Whole numbers, so that a mean does not depend on the order of summing. No distance counts for
 * less than half a cell.
 */
export function weightsOf(cell: number, stations: readonly GridStation[], size: number): CellWeight[] {
  const x = (Math.floor(cell / 65_536) + 0.5) * size;
  const y = ((cell % 65_536) + 0.5) * size;
  const near: { station: GridStation; square: number }[] = [];
  for (const station of stations) {
    const square = (station.x - x) ** 2 + (station.y - y) ** 2;
    if (square <= REACH_METRES ** 2) near.push({ station, square });
  }
  near.sort((a, b) => a.square - b.square || a.station.id - b.station.id);
  return near
    .map(({ station, square }): CellWeight => ({
      cell,
      station: station.id,
      weight: Math.round((WEIGHT_ONE * 1e6) / Math.max(square, (size / 2) ** 2)),
      inside: cellKey(station.x, station.y, size) === cell,
      metres: Math.round(Math.sqrt(square)),
    }))
    .filter((entry, i) => i < MOST_NEIGHBOURS || entry.inside);
}
