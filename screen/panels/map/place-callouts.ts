import { textEm } from '../../design/text-width.ts';
import type { Obstacles, Placed } from '../../map/placement.ts';
import { figure } from '../../model/figures.ts';
import type { Callout } from './callouts.ts';

/** A callout with its place; its leader starts at `lineX`, the side that is nearer to the column. */
export type PlacedCallout = Placed & Callout & { readonly lineX: number };

/** Height of a callout, units. */
const HEIGHT = 16;
/** How far it stands off its column, in steps, and to which sides: up first. */
const DISTANCES = [1, 1.7, 2.5, 3.4];
const SIDES = [
  [-1, -1],
  [1, -1],
  [-1.1, 0.1],
  [1.1, 0.1],
  [-1, 1.1],
  [1, 1.1],
] as const;
/** A callout that would cost more than this stays away. */
const MOST_COST = 400;

/** Width of a callout by its longest line, units; `interpolated`: the word for a cell that no station measured. */
function widthOf({ who, mark, cell, title, sub }: Callout, interpolated: string): number {
  const value = `${mark}${cell.measured ? '' : interpolated} IAQI ${cell.aqi} · PM2.5 ${figure(cell.value, 0)}`;
  return Math.max(
    30,
    textEm(who) * 3.5 + 4.2,
    mark === '' ? 0 : textEm(value) * 3.5 + 12,
    textEm(title) * 4.7 + textEm(sub) * 3.5 + 6,
  );
}

/** Each callout on the nearest calm ground off its column; one that finds none is left out. `unit`: CSS pixels. */
export function placeCallouts(
  callouts: readonly Callout[],
  obstacles: Obstacles,
  unit: number,
  interpolated: string,
): PlacedCallout[] {
  return callouts.flatMap((callout) => {
    const width = widthOf(callout, interpolated) * unit;
    const height = HEIGHT * unit;
    const [anchorX, anchorY] = callout.tip;
    const [best] = DISTANCES.flatMap((far) =>
      SIDES.map(([sideX, sideY]) => {
        const x = anchorX - width / 2 + sideX * (width / 2 + 8 * unit * far);
        const y = anchorY - 8 * unit + sideY * 14 * unit * far;
        const box = { x, y, width, height };
        return { box, cost: far * 6 + obstacles.cost(box) };
      }),
    ).sort((a, b) => a.cost - b.cost);
    if (!best || best.cost > MOST_COST) return [];
    obstacles.add(best.box, 100);
    const lineX = best.box.x > anchorX ? best.box.x : best.box.x + width;
    return [{ ...best.box, anchorX, anchorY, ...callout, lineX }];
  });
}

/** The line from a callout's first row, a little outwards, to the top of its column. */
export function leaderPath({ x, y, lineX, anchorX, anchorY }: PlacedCallout, unit: number): string {
  const height = y + 5.4 * unit;
  return `M${lineX} ${height}L${lineX + (lineX > x ? 2.5 : -2.5) * unit} ${height}L${anchorX} ${anchorY}`;
}
