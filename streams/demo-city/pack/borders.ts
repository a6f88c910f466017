import type { Position } from '../../contracts/pack.ts';
import { between, type Point, toDegrees } from '../plane.ts';
import { chance, hashLabel } from '../random.ts';
import type { Outline } from './outline.ts';
import type { Side, Tessellation } from './tessellation.ts';

/**
 * Straight sides made into borders that look surveyed: each side is roughened once, by midpoint displacement,
 * and used by both its cells and by every region built of them, so that there is neither gap nor overlap.
 * A side is roughened only within the kite of its two seeds and its two ends; kites of different sides do not
 * overlap, so no border ever crosses another.
 */
export interface Borders {
  /** From the side's `from` to its `to`, without the last point. */
  points(cell: number, side: Side): readonly Position[];
}

const STEP_KM = 0.45;
/** Share of the kite that a border may use. */
const REACH = 0.42;

export function borders(seed: number, { seeds, corners }: Tessellation, outline: Outline): Borders {
  const label = hashLabel(seed, 'borders');
  const drawn = new Map<number, readonly Position[]>();

  const roughened = (low: number, high: number, left: Point, right: Point): Position[] => {
    const a = corners[low] as Point;
    const b = corners[high] as Point;
    const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
    const parts = 2 ** Math.min(4, Math.max(0, Math.ceil(Math.log2(length / STEP_KM))));
    const [ux, uy] = [(b[0] - a[0]) / length, (b[1] - a[1]) / length];
    const tent = (seedPoint: Point, share: number): number => {
      const [dx, dy] = [seedPoint[0] - a[0], seedPoint[1] - a[1]];
      const foot = (dx * ux + dy * uy) / length;
      const height = Math.abs(dx * uy - dy * ux);
      if (foot <= 0) return (height * (1 - share)) / (1 - foot);
      if (foot >= 1) return (height * share) / foot;
      return height * (share < foot ? share / foot : (1 - share) / (1 - foot));
    };
    const offset = new Float64Array(parts + 1);
    for (let span = parts, depth = 0; span > 1; span /= 2, depth += 1) {
      for (let i = span / 2; i < parts; i += span) {
        const swing = chance(label, low, high, depth * 64 + i) - 0.5;
        offset[i] =
          ((offset[i - span / 2] as number) + (offset[i + span / 2] as number)) / 2 +
          (swing * length * 0.34) / 1.9 ** depth;
      }
    }
    const line: Position[] = [];
    for (let i = 0; i <= parts; i += 1) {
      const share = i / parts;
      const bound = REACH * Math.min(tent(left, share), tent(right, share));
      const shift = Math.max(-bound, Math.min(bound, offset[i] as number));
      const [x, y] = between(a, b, share);
      line.push(toDegrees([x - uy * shift, y + ux * shift]));
    }
    return line;
  };

  const alongOutline = (low: number, high: number): Position[] => {
    const [a, b] = [corners[low] as Point, corners[high] as Point];
    const start = Math.atan2(a[1], a[0]);
    let turn = Math.atan2(b[1], b[0]) - start;
    if (turn > Math.PI) turn -= 2 * Math.PI;
    if (turn < -Math.PI) turn += 2 * Math.PI;
    const parts = Math.max(1, Math.ceil(Math.hypot(b[0] - a[0], b[1] - a[1]) / STEP_KM));
    return Array.from({ length: parts + 1 }, (_, i) =>
      i === 0 ? toDegrees(a) : i === parts ? toDegrees(b) : toDegrees(outline.at(start + (turn * i) / parts)),
    );
  };

  return Object.freeze({
    points: (cell: number, { from, to, neighbour }: Side) => {
      const [low, high] = from < to ? [from, to] : [to, from];
      const key = low * 1_048_576 + high;
      let line = drawn.get(key);
      if (!line) {
        line =
          neighbour === -1
            ? alongOutline(low, high)
            : roughened(low, high, seeds[cell] as Point, seeds[neighbour] as Point);
        drawn.set(key, line);
      }
      return from < to ? line.slice(0, -1) : line.slice(1).reverse();
    },
  });
}

/**
 * Outer ring of a set of cells, closed, anticlockwise; `null` where the set is not one piece without holes.
 * @param members whether a cell belongs to the set
 */
export function ringOf(
  cells: readonly number[],
  members: (cell: number) => boolean,
  tessellation: Tessellation,
  lines: Borders,
): Position[] | null {
  const bySide = new Map<number, { cell: number; side: Side }>();
  for (const cell of cells) {
    for (const side of tessellation.cells[cell] as readonly Side[]) {
      if (side.neighbour !== -1 && members(side.neighbour)) continue;
      if (bySide.has(side.from)) return null;
      bySide.set(side.from, { cell, side });
    }
  }
  const first = bySide.keys().next().value as number;
  const ring: Position[] = [];
  let corner = first;
  let used = 0;
  do {
    const step = bySide.get(corner);
    if (!step) return null;
    for (const point of lines.points(step.cell, step.side)) {
      const last = ring[ring.length - 1];
      if (!last || last[0] !== point[0] || last[1] !== point[1]) ring.push(point);
    }
    corner = step.side.to;
    used += 1;
  } while (corner !== first);
  if (used !== bySide.size) return null;
  ring.push(ring[0] as Position);
  return ring;
}
