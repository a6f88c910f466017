import { noise1 } from '../noise.ts';
import type { Point } from '../plane.ts';
import { hashLabel } from '../random.ts';

/**
 * The prefecture's outline: star-shaped about its centre, about 150 km by 105 km and 12,000 km2, so that
 * "on the outline" is one radius per direction.
 */
export interface Outline {
  /** Kilometres from the centre to the outline in a direction (radians, anticlockwise from east). */
  radius(direction: number): number;
  at(direction: number): Point;
  /** Kilometres to the outline along the ray through the point, positive inside. */
  margin(point: Point): number;
}

const HALF_WIDTH = 74.5;
const HALF_HEIGHT = 51;
/** Low harmonics: shoulders in the north-east and south-west, a point in the east. */
const HARMONICS: readonly (readonly [order: number, size: number, phase: number])[] = [
  [2, 0.012, 1.2],
  [3, 0.036, 0.3],
  [4, 0.024, 2.2],
  [5, 0.02, 0.9],
  [7, 0.011, 4.4],
];

export function outline(seed: number): Outline {
  const coarse = hashLabel(seed, 'outline');
  const radius = (direction: number): number => {
    const cos = Math.cos(direction);
    const sin = Math.sin(direction);
    // A superellipse of exponent 2.2: a little squarer than an ellipse, as surveyed borders are.
    let r = (Math.abs(cos / HALF_WIDTH) ** 2.2 + Math.abs(sin / HALF_HEIGHT) ** 2.2) ** (-1 / 2.2);
    for (const [order, size, phase] of HARMONICS) r *= 1 + size * Math.cos(order * direction + phase);
    const turn = (((direction / (2 * Math.PI)) % 1) + 1) % 1;
    // Noise on a circle: two lattice walks blended so that the end meets the beginning.
    const walk = (frequency: number, label: number): number =>
      noise1(coarse + label, turn * frequency) * (1 - turn) + noise1(coarse + label, (turn - 1) * frequency) * turn;
    return r * (1 + 0.03 * walk(17, 0) + 0.014 * walk(53, 1) + 0.005 * walk(149, 2));
  };
  const at = (direction: number): Point => {
    const r = radius(direction);
    return [r * Math.cos(direction), r * Math.sin(direction)];
  };
  return Object.freeze({ radius, at, margin: ([x, y]: Point) => radius(Math.atan2(y, x)) - Math.hypot(x, y) });
}
