import { Delaunay } from 'd3-delaunay';
import { centroid, type Point } from '../plane.ts';
import { random } from '../random.ts';
import type { Outline } from './outline.ts';

/**
 * The plane cut into cells, one per village grid. Cells share corners by index, never by coordinate, so that
 * whatever is drawn from them has common edges exactly. Outside the outline stand mirror images of the seeds
 * near it: their common border is the outline.
 */
export interface Tessellation {
  readonly seeds: readonly Point[];
  readonly corners: readonly Point[];
  /** Per cell: its sides anticlockwise. */
  readonly cells: readonly (readonly Side[])[];
}

export interface Side {
  readonly from: number;
  readonly to: number;
  /** The cell on the other side; -1 outside the outline. */
  readonly neighbour: number;
}

const MIRROR_BAND_KM = 16;
const RELAXATIONS = 4;

/** How many villages there are to a square kilometre, relative: crowded in the city, sparse in the hills. */
const crowding = ([x, y]: Point): number =>
  0.34 +
  1.1 * Math.exp(-((x / 27) ** 2 + ((y - 1) / 22) ** 2)) +
  0.16 * Math.exp(-(((x - 20) / 45) ** 2 + ((y + 18) / 30) ** 2));

function scatter(seed: number, count: number, outline: Outline): Point[] {
  const draw = random(seed, 'villages');
  const seeds: Point[] = [];
  while (seeds.length < count) {
    const point: Point = [draw.between(-85, 85), draw.between(-62, 62)];
    if (outline.margin(point) > 0.6 && draw.next() * 1.6 < crowding(point)) seeds.push(point);
  }
  return seeds;
}

function mirrored(seeds: readonly Point[], outline: Outline): Point[] {
  const images: Point[] = [];
  for (const [x, y] of seeds) {
    const r = Math.hypot(x, y);
    const edge = outline.radius(Math.atan2(y, x));
    if (edge - r > MIRROR_BAND_KM) continue;
    const scale = (2 * edge - r) / r;
    images.push([x * scale, y * scale]);
  }
  return images;
}

/**
 * Lloyd's relaxation: every seed moves to the middle of its cell; a few rounds even out slivers and keep the crowding.
 */
function relax(seeds: Point[], outline: Outline): Point[] {
  let now = seeds;
  for (let round = 0; round < RELAXATIONS; round += 1) {
    const diagram = Delaunay.from([...now, ...mirrored(now, outline)] as [number, number][]).voronoi([
      -200, -200, 200, 200,
    ]);
    now = now.map((seed, i) => {
      const cell = diagram.cellPolygon(i) as [number, number][] | null;
      return cell ? centroid(cell) : seed;
    });
  }
  return now;
}

export function tessellate(seed: number, count: number, outline: Outline): Tessellation {
  const seeds = relax(scatter(seed, count, outline), outline);
  const all = [...seeds, ...mirrored(seeds, outline)];
  const delaunay = Delaunay.from(all as [number, number][]);
  const { triangles, halfedges, inedges } = delaunay;
  const { circumcenters } = delaunay.voronoi([-200, -200, 200, 200]);
  const triangleOf = (edge: number): number => Math.floor(edge / 3);
  const next = (edge: number): number => (edge % 3 === 2 ? edge - 2 : edge + 1);

  const corners: Point[] = [];
  const cornerOf = new Map<number, number>();
  const corner = (triangle: number): number => {
    const known = cornerOf.get(triangle);
    if (known !== undefined) return known;
    let point: Point = [circumcenters[2 * triangle] as number, circumcenters[2 * triangle + 1] as number];
    const onOutline = [0, 1, 2].some((k) => (triangles[3 * triangle + k] as number) >= count);
    if (onOutline) point = outline.at(Math.atan2(point[1], point[0]));
    corners.push(point);
    cornerOf.set(triangle, corners.length - 1);
    return corners.length - 1;
  };

  const cells: Side[][] = [];
  for (let cell = 0; cell < count; cell += 1) {
    // Around a seed: each incoming half-edge's triangle is a corner, each spoke a side.
    const around: { corner: number; spoke: number }[] = [];
    const start = inedges[cell] as number;
    let edge = start;
    do {
      const outgoing = next(edge);
      around.push({ corner: corner(triangleOf(edge)), spoke: triangles[next(outgoing)] as number });
      edge = halfedges[outgoing] as number;
    } while (edge !== start && edge !== -1);
    if (edge === -1) throw new RangeError('a village lies on the hull of the tessellation');
    // `spoke` of step i lies between the corner of step i and that of step i + 1.
    const sides = around.map(({ corner: from, spoke }, i) => ({
      from,
      to: (around[(i + 1) % around.length] as { corner: number }).corner,
      neighbour: spoke < count ? spoke : -1,
    }));
    cells.push(orient(sides, corners));
  }
  return { seeds, corners, cells };
}

function orient(sides: Side[], corners: readonly Point[]): Side[] {
  let twice = 0;
  for (const { from, to } of sides) {
    const [ax, ay] = corners[from] as Point;
    const [bx, by] = corners[to] as Point;
    twice += ax * by - bx * ay;
  }
  if (twice > 0) return sides;
  return sides.map(({ from, to, neighbour }) => ({ from: to, to: from, neighbour })).reverse();
}
