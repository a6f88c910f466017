import { cellColumn, cellRow } from '../../streams/contracts/projection.ts';
import { CONFIDENCE_LEVELS, falseDiscovery, twoSided } from '../hotspots/mod.ts';
import { areaMean, type HotspotRule } from '../standards/mod.ts';
import { type ExcessCell, ExcessField } from './excess-field.ts';
import type { FieldCell } from './field-cell.ts';

/** What the analysis of the grid says of one cell, recomputed from the cells' values. Millionths, but `z` and `p`. */
export interface HotCell {
  readonly mean: number;
  readonly background: number;
  /** Cells within the background's square. */
  readonly backgroundCells: number;
  readonly excess: number;
  /** The cell and its queen's neighbours: sum of their excesses, and how many there are. */
  readonly near: readonly ExcessCell[];
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

/**
 * Gi* after the regional background, the ring of neighbours, false discovery and the floor (docs/notes/040), for one
 * cell among all.
 * @param cells every cell with a value @param size metres @returns `null` where the cell has no value
 */
export function hotCellOf(
  cells: readonly FieldCell[],
  wanted: number,
  size: number,
  factor: number,
  rule: HotspotRule,
): HotCell | null {
  if (!cells.some(({ cell }) => cell === wanted)) return null;
  const field = new ExcessField(cells, Math.floor(rule.backgroundMetres / size));
  const own = field.at(wanted);
  const zs = new Map(cells.map(({ cell }) => [cell, field.z(cell)]));
  const ps = [...zs.values()].flatMap((z) => (z === null ? [] : [twoSided(z)]));
  const found = CONFIDENCE_LEVELS.map(
    ([confidence, level]) => [confidence, falseDiscovery(ps, level, cells.length)] as const,
  );
  const ringCells = ringOf(cells, wanted, rule.ringMetres / size);
  const ring = areaMean(ringCells.map(({ mean }) => mean));
  const near = neighboursOf(cells, wanted).map(({ cell }) => field.at(cell));
  const z = zs.get(wanted) ?? null;
  const p = z === null ? null : twoSided(z);
  const isHot = isAboveRing(own.mean, ring, factor, rule) && z !== null && z > 0;
  return {
    mean: own.mean,
    background: own.background,
    backgroundCells: field.backgroundCells(wanted),
    excess: own.excess,
    near,
    nearSum: near.reduce((sum, { excess }) => sum + excess, 0),
    ring,
    ringCells,
    cells: cells.length,
    excessSum: field.sum,
    z,
    p,
    found,
    class: isHot && p !== null ? (found.find(([, most]) => p <= most)?.[0] ?? 0) : 0,
  };
}

/** Least excess of a hot cell over its ring, millionths of the factor's unit. */
export const leastExcessOf = ({ leastExcess }: HotspotRule, factor: number): number =>
  leastExcess[factor] ?? leastExcess[PM25] ?? Infinity;

const PM25 = 1;

function isAboveRing(mean: number, ring: number | null, factor: number, rule: HotspotRule): boolean {
  if (ring === null) return false;
  const over = mean - ring;
  return over >= leastExcessOf(rule, factor) && over * 100 >= ring * rule.leastPercent;
}

/** Cells in the eight blocks around a cell's own. @param block side in cells */
function ringOf(cells: readonly FieldCell[], wanted: number, block: number): FieldCell[] {
  const blockOf = (cell: number): [number, number] => [
    Math.floor(cellColumn(cell) / block),
    Math.floor(cellRow(cell) / block),
  ];
  const [x, y] = blockOf(wanted);
  return cells.filter(({ cell }) => {
    const [column, row] = blockOf(cell);
    return Math.max(Math.abs(column - x), Math.abs(row - y)) === 1;
  });
}

/** A cell and its queen's neighbours. */
function neighboursOf(cells: readonly FieldCell[], wanted: number): FieldCell[] {
  const [x, y] = [cellColumn(wanted), cellRow(wanted)];
  return cells.filter(({ cell }) => Math.abs(cellColumn(cell) - x) <= 1 && Math.abs(cellRow(cell) - y) <= 1);
}
