import type { Relief, Watercourse } from '../../contracts/pack.ts';
import { fractal2, ridged2 } from '../noise.ts';
import { type Point, toDegrees } from '../plane.ts';
import { hashLabel } from '../random.ts';
import { planeLine } from './rivers.ts';

/**
 * Terrain of the city and the country round it: hills in the west, north and east, a plain that opens to the
 * south-east, valleys along the rivers.
 */
const COLUMNS = 256;
const ROWS = 180;
const HALF_WIDTH_KM = 98;
const HALF_HEIGHT_KM = 69;

/** Hills and their reach: centre, half-axes in km, metres above the plain. */
const RANGES: readonly (readonly [east: number, north: number, width: number, height: number, metres: number])[] = [
  [-62, 34, 34, 30, 620],
  [-78, -10, 26, 40, 480],
  [-20, 62, 46, 20, 560],
  [44, 60, 44, 20, 420],
  [84, 16, 26, 34, 380],
  [-44, -62, 40, 18, 300],
  [62, 44, 26, 20, 330],
];

export function generateRelief(seed: number, waters: readonly Watercourse[]): Relief {
  const label = hashLabel(seed, 'relief');
  const valley = distanceToRivers(waters);
  const heights: number[] = [];
  for (let row = 0; row < ROWS; row += 1) {
    const north = HALF_HEIGHT_KM - (2 * HALF_HEIGHT_KM * row) / (ROWS - 1);
    for (let column = 0; column < COLUMNS; column += 1) {
      const east = -HALF_WIDTH_KM + (2 * HALF_WIDTH_KM * column) / (COLUMNS - 1);
      const [x, y] = [
        east + 6 * fractal2(label + 9, east / 25, north / 25, 2),
        north + 6 * fractal2(label + 17, east / 25, north / 25, 2),
      ];
      let upland = 0;
      for (const [cx, cy, width, height, metres] of RANGES)
        upland += metres * Math.exp(-(((x - cx) / width) ** 2) - ((y - cy) / height) ** 2);
      const crest = ridged2(label + 31, x / 19, y / 19, 5);
      const plain = 42 - 0.12 * east + 0.1 * north + 5 * fractal2(label + 53, x / 12, y / 12, 3);
      const cut = 1 - 0.72 * Math.exp(-(((valley[row * COLUMNS + column] as number) / 3.2) ** 2));
      heights.push(Math.max(4, Math.round((plain + upland * (0.25 + 1.25 * crest * crest) * cut) * 10) / 10));
    }
  }
  const [west, south] = toDegrees([-HALF_WIDTH_KM, -HALF_HEIGHT_KM]);
  const [east, north] = toDegrees([HALF_WIDTH_KM, HALF_HEIGHT_KM]);
  return { bounds: [west, south, east, north], columns: COLUMNS, rows: ROWS, heights };
}

/** Kilometres from every grid point to the nearest river, by a two-pass chamfer transform. */
function distanceToRivers(waters: readonly Watercourse[]): Float64Array {
  const dx = (2 * HALF_WIDTH_KM) / (COLUMNS - 1);
  const dy = (2 * HALF_HEIGHT_KM) / (ROWS - 1);
  const field = new Float64Array(COLUMNS * ROWS).fill(1e6);
  const mark = ([x, y]: Point): void => {
    const column = Math.round((x + HALF_WIDTH_KM) / dx);
    const row = Math.round((HALF_HEIGHT_KM - y) / dy);
    if (column >= 0 && column < COLUMNS && row >= 0 && row < ROWS) field[row * COLUMNS + column] = 0;
  };
  for (const water of waters) planeLine(water).forEach(mark);
  const diagonal = Math.hypot(dx, dy);
  const relax = (row: number, column: number, offsets: readonly (readonly [number, number, number])[]): void => {
    const here = row * COLUMNS + column;
    for (const [dr, dc, cost] of offsets) {
      const r = row + dr;
      const c = column + dc;
      if (r < 0 || r >= ROWS || c < 0 || c >= COLUMNS) continue;
      field[here] = Math.min(field[here] as number, (field[r * COLUMNS + c] as number) + cost);
    }
  };
  for (let row = 0; row < ROWS; row += 1)
    for (let column = 0; column < COLUMNS; column += 1)
      relax(row, column, [
        [0, -1, dx],
        [-1, 0, dy],
        [-1, -1, diagonal],
        [-1, 1, diagonal],
      ]);
  for (let row = ROWS - 1; row >= 0; row -= 1)
    for (let column = COLUMNS - 1; column >= 0; column -= 1)
      relax(row, column, [
        [0, 1, dx],
        [1, 0, dy],
        [1, 1, diagonal],
        [1, -1, diagonal],
      ]);
  return field;
}
