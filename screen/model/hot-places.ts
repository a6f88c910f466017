import type { Position } from '../../streams/contracts/pack.ts';
import type { CityIndex, CityRegion } from './city.ts';

/** Is the point in the ring? Even-odd rule; points on the edge may fall to either side. */
export function contains(ring: readonly Position[], longitude: number, latitude: number): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const a = ring[i] as Position,
      b = ring[j] as Position;
    if (a[1] > latitude !== b[1] > latitude && longitude < ((b[0] - a[0]) * (latitude - a[1])) / (b[1] - a[1]) + a[0])
      inside = !inside;
  }
  return inside;
}

/** The township that a point lies in. Boxes first: a few rings are really walked. */
export function townshipAt(city: CityIndex, longitude: number, latitude: number): CityRegion | undefined {
  return boxesOf(city).find(
    (b) =>
      longitude >= b.west &&
      longitude <= b.east &&
      latitude >= b.south &&
      latitude <= b.north &&
      contains(b.region.ring, longitude, latitude),
  )?.region;
}

interface Boxed {
  readonly region: CityRegion;
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}
const boxes = new WeakMap<CityIndex, Boxed[]>();
function boxesOf(city: CityIndex): Boxed[] {
  let known = boxes.get(city);
  if (!known) {
    known = city.regions
      .filter((r) => r.level === 'township')
      .map((region) => {
        const longitudes = region.ring.map((p) => p[0]),
          latitudes = region.ring.map((p) => p[1]);
        return {
          region,
          west: Math.min(...longitudes),
          south: Math.min(...latitudes),
          east: Math.max(...longitudes),
          north: Math.max(...latitudes),
        };
      });
    boxes.set(city, known);
  }
  return known;
}

/**
 * The worst places: the hottest cell, then the next hottest at least `apart` km away, and so on. `cells` come worst
 * first.
 */
export function worstPlaces<T extends { readonly longitude: number; readonly latitude: number }>(
  cells: readonly T[],
  count: number,
  apart = 18,
): T[] {
  const chosen: T[] = [];
  for (const cell of cells) {
    if (chosen.length >= count) break;
    const isFar = chosen.every(
      (c) =>
        Math.hypot(
          (c.longitude - cell.longitude) * 111.32 * Math.cos((cell.latitude * Math.PI) / 180),
          (c.latitude - cell.latitude) * 110.57,
        ) >= apart,
    );
    if (isFar) chosen.push(cell);
  }
  return chosen;
}
