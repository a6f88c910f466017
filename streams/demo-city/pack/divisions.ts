import { noise2 } from '../noise.ts';
import { distance, type Point } from '../plane.ts';
import { hashLabel, random } from '../random.ts';
import { COUNTIES, type County } from './counties.ts';
import type { Tessellation } from './tessellation.ts';

/** Which county and which township each village cell belongs to. */
export interface Divisions {
  readonly countyOf: Int16Array;
  readonly townshipOf: Int16Array;
  /** County of each township, ascending. */
  readonly countyOfTownship: readonly number[];
}

const WARP_KM = 7;

function nearestCounty(seed: number, [x, y]: Point): number {
  // Bent coordinates make county borders wander as ridges and rivers would have them.
  const bent: Point = [x + WARP_KM * noise2(seed, x / 21, y / 21), y + WARP_KM * noise2(seed + 1, x / 21, y / 21)];
  let best = 0;
  let least = Infinity;
  COUNTIES.forEach(({ seat, weight }, i) => {
    const power = distance(bent, seat) ** 2 - weight;
    if (power < least) [best, least] = [i, power];
  });
  return best;
}

/** Cells cut off from the largest piece of their group go to a neighbouring group of the same county. */
function connect(
  group: Int16Array,
  groups: number,
  tessellation: Tessellation,
  mayJoin: (cell: number, other: number) => boolean,
): void {
  const neighbours = (cell: number): number[] =>
    (tessellation.cells[cell] ?? []).map((side) => side.neighbour).filter((n) => n >= 0);
  for (let round = 0; round < 20; round += 1) {
    const piece = new Int32Array(group.length).fill(-1);
    const sizes: number[] = [];
    for (let start = 0; start < group.length; start += 1) {
      if (piece[start] !== -1) continue;
      const queue = [start];
      piece[start] = sizes.length;
      for (let head = 0; head < queue.length; head += 1) {
        for (const next of neighbours(queue[head] as number)) {
          if (piece[next] !== -1 || group[next] !== group[start]) continue;
          piece[next] = sizes.length;
          queue.push(next);
        }
      }
      sizes.push(queue.length);
    }
    const main = new Int32Array(groups).fill(-1);
    for (let cell = 0; cell < group.length; cell += 1) {
      const g = group[cell] as number;
      const p = piece[cell] as number;
      if (main[g] === -1 || (sizes[p] as number) > (sizes[main[g] as number] as number)) main[g] = p;
    }
    let moved = 0;
    for (let cell = 0; cell < group.length; cell += 1) {
      if (piece[cell] === main[group[cell] as number]) continue;
      const host = neighbours(cell).find(
        (n) => group[n] !== group[cell] && piece[n] === main[group[n] as number] && mayJoin(cell, n),
      );
      if (host === undefined) continue;
      group[cell] = group[host] as number;
      moved += 1;
    }
    if (moved === 0) return;
  }
}

/** k-means of one county's villages; the first centres lie where the named townships are. */
function townshipsOf(
  county: County,
  cells: readonly number[],
  count: number,
  seeds: readonly Point[],
  draw: () => number,
): number[] {
  const centres: Point[] = county.townships.map((t) => t.at);
  while (centres.length < count) {
    // The farthest of a few random villages from the centres so far spreads the rest evenly.
    let best = seeds[cells[0] as number] as Point;
    let farthest = -1;
    for (let tries = 0; tries < 12; tries += 1) {
      const candidate = seeds[cells[Math.floor(draw() * cells.length)] as number] as Point;
      const gap = Math.min(...centres.map((c) => distance(c, candidate)));
      if (gap > farthest) [best, farthest] = [candidate, gap];
    }
    centres.push(best);
  }
  let owner: number[] = [];
  for (let round = 0; round < 10; round += 1) {
    owner = cells.map((cell) => {
      const here = seeds[cell] as Point;
      let best = 0;
      for (let c = 1; c < centres.length; c += 1)
        if (distance(centres[c] as Point, here) < distance(centres[best] as Point, here)) best = c;
      return best;
    });
    for (let c = 0; c < centres.length; c += 1) {
      const own = cells.filter((_, i) => owner[i] === c).map((cell) => seeds[cell] as Point);
      if (own.length === 0) continue;
      centres[c] = [
        own.reduce((sum, p) => sum + p[0], 0) / own.length,
        own.reduce((sum, p) => sum + p[1], 0) / own.length,
      ];
    }
  }
  return owner;
}

/** Townships per county in proportion to its villages, by largest remainder. */
function share(villages: readonly number[], townships: number): number[] {
  const total = villages.reduce((sum, n) => sum + n, 0);
  const exact = villages.map((n) => (n * townships) / total);
  const counts = exact.map(Math.floor);
  const order = exact.map((e, i) => [i, e - Math.floor(e)] as const).sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  let left = townships - counts.reduce((sum, n) => sum + n, 0);
  for (const [i] of order) {
    if (left <= 0) break;
    counts[i] = (counts[i] as number) + 1;
    left -= 1;
  }
  return counts;
}

export function divide(seed: number, townships: number, tessellation: Tessellation): Divisions {
  const { seeds } = tessellation;
  const warp = hashLabel(seed, 'counties');
  const countyOf = Int16Array.from(seeds, (point) => nearestCounty(warp, point));
  connect(countyOf, COUNTIES.length, tessellation, () => true);

  const draw = random(seed, 'townships');
  const cellsOf = COUNTIES.map((_, county) =>
    seeds.map((__, cell) => cell).filter((cell) => countyOf[cell] === county),
  );
  const counts = share(
    cellsOf.map((cells) => cells.length),
    townships,
  );
  const townshipOf = new Int16Array(seeds.length);
  const countyOfTownship: number[] = [];
  COUNTIES.forEach((county, i) => {
    const cells = cellsOf[i] as number[];
    const owner = townshipsOf(county, cells, counts[i] as number, seeds, draw.next);
    cells.forEach((cell, k) => {
      townshipOf[cell] = countyOfTownship.length + (owner[k] as number);
    });
    for (let k = 0; k < (counts[i] as number); k += 1) countyOfTownship.push(i);
  });
  connect(townshipOf, townships, tessellation, (cell, other) => countyOf[cell] === countyOf[other]);
  return { countyOf, townshipOf, countyOfTownship };
}
