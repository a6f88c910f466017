import { nearestWhole } from './nearest-whole.ts';

/**
 * Mean direction of unit vectors, degrees in millionths, rounded to 0.1 degree.
 * @param directions degrees, millionths; at least one
 */
export function meanDirection(directions: readonly number[]): bigint {
  let east = 0,
    north = 0;
  // Components are whole billionths: the order of the directions changes nothing.
  for (const micro of directions) {
    const radians = ((micro / 1e6) * Math.PI) / 180;
    east += nearestWhole(Math.sin(radians) * 1e9);
    north += nearestWhole(Math.cos(radians) * 1e9);
  }
  const degrees = (Math.atan2(east, north) * 180) / Math.PI;
  return BigInt(nearestWhole((degrees < 0 ? degrees + 360 : degrees) * 10)) * 100_000n;
}
