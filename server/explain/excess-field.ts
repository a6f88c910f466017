import { GuanlanError } from '../../streams/contracts/errors.ts';
import { cellColumn, cellRow } from '../../streams/contracts/projection.ts';
import { getisOrd } from '../hotspots/mod.ts';
import type { FieldCell } from './field-cell.ts';
import { SummedGrid } from './summed-grid.ts';

/** Whole numbers divided, half to even: sums of a square over its cells. */
function divided(sum: number, count: number): number {
  const floor = Math.floor(sum / count);
  const twice = 2 * (sum - floor * count);
  return twice > count || (twice === count && floor % 2 !== 0) ? floor + 1 : floor;
}

/** A cell with its regional background and what it has above it, millionths. */
export interface ExcessCell extends FieldCell {
  readonly background: number;
  readonly excess: number;
}

/** The excesses of all cells over their regional backgrounds, and Getis-Ord Gi* of them. */
export class ExcessField {
  /** Sum of the excesses, millionths. */
  readonly sum: number;
  readonly #cells: ReadonlyMap<number, ExcessCell>;
  readonly #west: number;
  readonly #south: number;
  readonly #reach: number;
  readonly #counts: SummedGrid;
  readonly #excesses: SummedGrid;
  readonly #squares: bigint;

  /** @param cells at least one @param reach of the background, cells to each side */
  constructor(cells: readonly FieldCell[], reach: number) {
    const [xs, ys] = [cells.map(({ cell }) => cellColumn(cell)), cells.map(({ cell }) => cellRow(cell))];
    const least = (all: readonly number[]): number => all.reduce((a, b) => Math.min(a, b));
    const largest = (all: readonly number[]): number => all.reduce((a, b) => Math.max(a, b));
    this.#west = least(xs);
    this.#south = least(ys);
    this.#reach = reach;
    const [columns, rows] = [largest(xs) - this.#west + 1, largest(ys) - this.#south + 1];
    const grid = (of: (cell: number) => number): SummedGrid =>
      new SummedGrid(columns, rows, (x, y) => of((x + this.#west) * 65_536 + y + this.#south));
    const means = new Map(cells.map(({ cell, mean }) => [cell, mean]));
    const meanSums = grid((cell) => means.get(cell) ?? 0);
    this.#counts = grid((cell) => (means.has(cell) ? 1 : 0));
    this.#cells = new Map(
      cells.map(({ cell, mean }) => {
        const background = divided(this.#around(meanSums, cell, reach), this.backgroundCells(cell));
        return [cell, { cell, mean, background, excess: mean - background }];
      }),
    );
    this.#excesses = grid((cell) => this.#cells.get(cell)?.excess ?? 0);
    const all = [...this.#cells.values()].map(({ excess }) => excess);
    this.sum = all.reduce((sum, excess) => sum + excess, 0);
    this.#squares = all.reduce((sum, excess) => sum + BigInt(excess) * BigInt(excess), 0n);
  }

  /** Throws GL_INTERNAL for a cell without a value. */
  at(cell: number): ExcessCell {
    const found = this.#cells.get(cell);
    if (found === undefined) throw new GuanlanError('GL_INTERNAL', `cell ${cell} has no value`);
    return found;
  }

  /** Cells with a value within the square of a cell's background. */
  backgroundCells(cell: number): number {
    return this.#around(this.#counts, cell, this.#reach);
  }

  /** Gi* of a cell and its queen's neighbours; `null` where the city gives no deviation. */
  z(cell: number): number | null {
    const near = BigInt(this.#around(this.#excesses, cell, 1));
    return getisOrd(this.#cells.size, BigInt(this.sum), this.#squares, near, this.#around(this.#counts, cell, 1));
  }

  #around(grid: SummedGrid, cell: number, reach: number): number {
    return grid.around(cellColumn(cell) - this.#west, cellRow(cell) - this.#south, reach);
  }
}
