import { cellColumn, cellRow } from '../../streams/contracts/projection.ts';
import { areaMean, type HotspotRule } from '../standards/mod.ts';
import { CONFIDENCE_LEVELS, falseDiscovery, getisOrd, twoSided } from '../hotspots/mod.ts';

/** A cell's value, millionths. */
export interface FieldCell {
  readonly cell: number;
  readonly mean: number;
}

/** What the analysis of the grid says of one cell, worked out once more from the cells' values. Millionths, but `z` and `p`. */
export interface HotCell {
  readonly mean: number;
  readonly background: number;
  /** Cells within the background's square. */
  readonly backgroundCells: number;
  readonly excess: number;
  /** The cell and its queen's neighbours: sum of their excesses, and how many there are. */
  readonly near: readonly (FieldCell & { readonly background: number; readonly excess: number })[];
  readonly nearSum: number;
  readonly ring: number | null;
  readonly ringCells: readonly FieldCell[];
  readonly cells: number;
  readonly excessSum: number;
  readonly z: number | null;
  readonly p: number | null;
  /** Of each confidence the largest p that is still found; -1: none. */
  readonly found: readonly (readonly [confidence: number, p: number])[];
  readonly class: number;
}

/** A grid of numbers summed up from its corner, so that any rectangle is four of them. Sums stay whole below 2^53: 12,000 cells of 10^9. */
class Summed {
  readonly #sums: Float64Array;
  readonly #columns: number;
  readonly #rows: number;

  constructor(columns: number, rows: number, at: (x: number, y: number) => number) {
    this.#columns = columns;
    this.#rows = rows;
    this.#sums = new Float64Array((columns + 1) * (rows + 1));
    for (let y = 0; y < rows; y += 1)
      for (let x = 0, row = 0; x < columns; x += 1) {
        row += at(x, y);
        this.#sums[(y + 1) * (columns + 1) + x + 1] = this.#sums[y * (columns + 1) + x + 1]! + row;
      }
  }

  /** Of the square of so many cells to each side. */
  around(x: number, y: number, reach: number): number {
    const [left, right] = [Math.max(0, x - reach), Math.min(this.#columns, x + reach + 1)];
    const [low, high] = [Math.max(0, y - reach), Math.min(this.#rows, y + reach + 1)];
    const of = (column: number, row: number): number => this.#sums[row * (this.#columns + 1) + column]!;
    return of(right, high) - of(left, high) - of(right, low) + of(left, low);
  }
}

/** Whole numbers divided, half to even: sums of a square over its cells. */
function shared(sum: number, count: number): number {
  const floor = Math.floor(sum / count);
  const twice = 2 * (sum - floor * count);
  return twice > count || (twice === count && floor % 2 !== 0) ? floor + 1 : floor;
}

/**
 * Gi* after the regional background, the ring of neighbours, false discovery and the floor (docs/notes/040), for one cell among all.
 * @param size metres @returns null where the cell has no value
 */
export function hotCellOf(
  cells: readonly FieldCell[],
  wanted: number,
  size: number,
  factor: number,
  rule: HotspotRule,
): HotCell | null {
  const own = cells.find(({ cell }) => cell === wanted);
  if (!own) return null;
  const [xs, ys] = [cells.map(({ cell }) => cellColumn(cell)), cells.map(({ cell }) => cellRow(cell))];
  const [west, south] = [xs.reduce((a, b) => Math.min(a, b)), ys.reduce((a, b) => Math.min(a, b))];
  const [columns, rows] = [
    xs.reduce((a, b) => Math.max(a, b)) - west + 1,
    ys.reduce((a, b) => Math.max(a, b)) - south + 1,
  ];
  const means = new Map(cells.map(({ cell, mean }) => [cell, mean]));
  const keyAt = (x: number, y: number): number => (x + west) * 65_536 + y + south;
  const meanSums = new Summed(columns, rows, (x, y) => means.get(keyAt(x, y)) ?? 0);
  const counts = new Summed(columns, rows, (x, y) => (means.has(keyAt(x, y)) ? 1 : 0));
  const reach = Math.floor(rule.backgroundMetres / size);
  const backgroundOf = (cell: number): number =>
    shared(
      meanSums.around(cellColumn(cell) - west, cellRow(cell) - south, reach),
      counts.around(cellColumn(cell) - west, cellRow(cell) - south, reach),
    );
  const backgrounds = new Map(cells.map(({ cell }) => [cell, backgroundOf(cell)]));
  const excessOf = (cell: number): number => means.get(cell)! - backgrounds.get(cell)!;
  const excesses = new Summed(columns, rows, (x, y) => (means.has(keyAt(x, y)) ? excessOf(keyAt(x, y)) : 0));
  const all = cells.map(({ cell }) => excessOf(cell));
  const s = all.reduce((sum, excess) => sum + excess, 0);
  const q = all.reduce((sum, excess) => sum + BigInt(excess) * BigInt(excess), 0n);
  const zOf = (cell: number): number | null => {
    const [x, y] = [cellColumn(cell) - west, cellRow(cell) - south];
    return getisOrd(cells.length, BigInt(s), q, BigInt(excesses.around(x, y, 1)), counts.around(x, y, 1));
  };
  const zs = new Map(cells.map(({ cell }) => [cell, zOf(cell)]));
  const ps = [...zs.values()].flatMap((z) => (z === null ? [] : [twoSided(z)]));
  const found = CONFIDENCE_LEVELS.map(
    ([confidence, level]) => [confidence, falseDiscovery(ps, level, cells.length)] as const,
  );
  const [cx, cy] = [cellColumn(wanted), cellRow(wanted)];
  const block = rule.ringMetres / size;
  const ringCells = cells.filter(
    ({ cell }) =>
      Math.max(
        Math.abs(Math.floor(cellColumn(cell) / block) - Math.floor(cx / block)),
        Math.abs(Math.floor(cellRow(cell) / block) - Math.floor(cy / block)),
      ) === 1,
  );
  const ring = areaMean(ringCells.map(({ mean }) => mean));
  const near = cells.filter(({ cell }) => Math.abs(cellColumn(cell) - cx) <= 1 && Math.abs(cellRow(cell) - cy) <= 1);
  const z = zs.get(wanted) ?? null;
  const p = z === null ? null : twoSided(z);
  const over = ring === null ? null : own.mean - ring;
  const isAbove =
    over !== null &&
    over >= (rule.leastExcess[factor] ?? rule.leastExcess[1]!) &&
    over * 100 >= ring! * rule.leastPercent;
  return {
    mean: own.mean,
    background: backgrounds.get(wanted)!,
    backgroundCells: counts.around(cx - west, cy - south, reach),
    excess: excessOf(wanted),
    near: near.map((one) => ({ ...one, background: backgrounds.get(one.cell)!, excess: excessOf(one.cell) })),
    nearSum: near.reduce((sum, { cell }) => sum + excessOf(cell), 0),
    ring,
    ringCells,
    cells: cells.length,
    excessSum: s,
    z,
    p,
    found,
    class: isAbove && z !== null && z > 0 ? (found.find(([, most]) => p! <= most)?.[0] ?? 0) : 0,
  };
}
