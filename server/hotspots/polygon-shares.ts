type Point = readonly [x: number, y: number];
/** Stands for the point before the first of an empty polygon, which no loop reaches. */
const ORIGIN: Point = [0, 0];

/**
 * Keeps the side of a polygon where `inside`; the cut runs along coordinate `axis` = `at`. Sutherland and Hodgman
 * (1974).
 */
function cut(polygon: readonly Point[], axis: 0 | 1, at: number, isUpper: boolean): Point[] {
  const kept: Point[] = [];
  const inside = (point: Point): boolean => (isUpper ? point[axis] <= at : point[axis] >= at);
  const across = axis === 0 ? 1 : 0;
  let a = polygon.at(-1) ?? ORIGIN;
  for (const b of polygon) {
    if (inside(a) !== inside(b)) {
      const share = (at - a[axis]) / (b[axis] - a[axis]);
      const other = a[across] + share * (b[across] - a[across]);
      kept.push(axis === 0 ? [at, other] : [other, at]);
    }
    if (inside(b)) kept.push(b);
    a = b;
  }
  return kept;
}

/** Area of a ring, positive whichever way it runs. Parts that a cut left twice along an edge cancel. */
function area(polygon: readonly Point[]): number {
  let twice = 0;
  const [ox, oy] = polygon[0] ?? ORIGIN;
  let [ax, ay] = polygon.at(-1) ?? ORIGIN;
  for (const [bx, by] of polygon) {
    twice += (ax - ox) * (by - oy) - (bx - ox) * (ay - oy);
    [ax, ay] = [bx, by];
  }
  return Math.abs(twice) / 2;
}

/** A share of a cell, in millionths of its area. */
export const WHOLE_CELL = 1_000_000;

/**
 * How much of each cell of a grid lies in a simple polygon: cut into rows, each row into cells.
 * @param ring metres in the metric plane @param size of a cell, metres
 * @param emit cell key and share, 1..`WHOLE_CELL`; cells of which less than half a millionth lies in it are left out
 */
export function sharesOf(ring: readonly Point[], size: number, emit: (cell: number, share: number) => void): void {
  if (ring.length < 3) return;
  const range = (polygon: readonly Point[], axis: 0 | 1): [number, number] => {
    let [least, most] = [Infinity, -Infinity];
    for (const point of polygon) {
      least = Math.min(least, point[axis]);
      most = Math.max(most, point[axis]);
    }
    return [Math.floor(least / size), Math.floor(most / size)];
  };
  const [south, north] = range(ring, 1);
  let rest: readonly Point[] = ring;
  for (let row = south; row <= north && rest.length > 2; row += 1) {
    const strip = cut(rest, 1, (row + 1) * size, true);
    rest = cut(rest, 1, (row + 1) * size, false);
    if (strip.length < 3) continue;
    const [west, east] = range(strip, 0);
    let left: readonly Point[] = strip;
    for (let column = west; column <= east && left.length > 2; column += 1) {
      const piece = cut(left, 0, (column + 1) * size, true);
      left = cut(left, 0, (column + 1) * size, false);
      const share = Math.min(WHOLE_CELL, Math.round((area(piece) / size ** 2) * WHOLE_CELL));
      if (share > 0) emit(column * 65_536 + row, share);
    }
  }
}
