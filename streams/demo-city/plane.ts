import type { Position } from '../contracts/pack.ts';

/**
 * The city's drawing plane: kilometres east and north of its centre. Only the demo city uses it, to draw and
 * to compute its weather; whoever measures uses the metric plane of `projection.ts`.
 */
export type Point = readonly [east: number, north: number];

export const CENTRE: Position = [116.05, 35.5];
const KM_PER_LATITUDE = 110.95;
const KM_PER_LONGITUDE = 111.32 * Math.cos((CENTRE[1] * Math.PI) / 180);

const micro = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;

/** To degrees, rounded to 1e-6 (a decimetre): equal points stay equal. */
export const toDegrees = ([east, north]: Point): Position => [
  micro(CENTRE[0] + east / KM_PER_LONGITUDE),
  micro(CENTRE[1] + north / KM_PER_LATITUDE),
];
export const toPlane = ([longitude, latitude]: Position): Point => [
  (longitude - CENTRE[0]) * KM_PER_LONGITUDE,
  (latitude - CENTRE[1]) * KM_PER_LATITUDE,
];

export const distance = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1]);
export const between = (a: Point, b: Point, share: number): Point => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share,
];

type Ring = readonly (readonly [number, number])[];

/** Signed area (anticlockwise positive) in squared units; the ring may be closed or not. */
export function signedArea(ring: Ring): number {
  let twice = 0;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [ax, ay] = ring[j] as readonly [number, number];
    const [bx, by] = ring[i] as readonly [number, number];
    twice += ax * by - bx * ay;
  }
  return twice / 2;
}

export function centroid(ring: Ring): [number, number] {
  const [ox, oy] = ring[0] as readonly [number, number];
  let x = 0;
  let y = 0;
  let twice = 0;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [px, py] = ring[j] as readonly [number, number];
    const [qx, qy] = ring[i] as readonly [number, number];
    const cross = (px - ox) * (qy - oy) - (qx - ox) * (py - oy);
    x += (px + qx - 2 * ox) * cross;
    y += (py + qy - 2 * oy) * cross;
    twice += cross;
  }
  return [ox + x / (3 * twice), oy + y / (3 * twice)];
}

/** Even-odd rule. */
export function isInside([x, y]: readonly [number, number], ring: Ring): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [ax, ay] = ring[j] as readonly [number, number];
    const [bx, by] = ring[i] as readonly [number, number];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}
