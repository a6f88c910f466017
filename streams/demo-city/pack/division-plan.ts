import { type Borders, borders, ringOf } from './borders.ts';
import { COUNTIES } from './counties.ts';
import { type Divisions, divide } from './divisions.ts';
import type { Outline } from './outline.ts';
import { type Tessellation, tessellate } from './tessellation.ts';

export const TOWNSHIPS = 172;
const VILLAGES = 1045;

/** The city's cells, the region of every level each belongs to, and the lines between cells. */
export interface Plan {
  readonly tessellation: Tessellation;
  readonly divisions: Divisions;
  readonly lines: Borders;
}

/** A draw in which a region has a hole or two pieces is thrown away for the next: a few seeds in a hundred. */
export function plan(seed: number, outline: Outline): Plan {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const tessellation = tessellate(seed + attempt, VILLAGES, outline);
    const divisions = divide(seed + attempt, TOWNSHIPS, tessellation);
    const lines = borders(seed, tessellation, outline);
    const whole = (group: Int16Array, groups: number): boolean =>
      Array.from({ length: groups }, (_, g) => g).every((g) => {
        const cells = tessellation.seeds.map((_, cell) => cell).filter((cell) => group[cell] === g);
        return cells.length > 0 && ringOf(cells, (cell) => group[cell] === g, tessellation, lines) !== null;
      });
    if (whole(divisions.countyOf, COUNTIES.length) && whole(divisions.townshipOf, TOWNSHIPS))
      return { tessellation, divisions, lines };
  }
  throw new RangeError(`no whole division of the city for seed ${seed}`);
}
