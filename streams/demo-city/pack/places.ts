import type { Position, Region } from '../../contracts/pack.ts';
import { isInside, type Point, toDegrees, toPlane } from '../plane.ts';
import type { Random } from '../random.ts';

/** Finding the village of a point, and points in villages: how stations are set down. */
export interface Places {
  readonly villages: readonly Region[];
  readonly townships: readonly Region[];
  region(id: number): Region;
  villagesOf(region: number): readonly Region[];
  /** The village a position lies in, `null` outside the city. */
  locate(position: Position): Region | null;
  /** A point of the village's inside. */
  within(village: Region, draw: Random): Spot;
  /** A point about `spread` km (one sigma) from a point, in the city, in `county` where one is given. */
  near(point: Point, spread: number, draw: Random, county?: number): Spot;
  countyOf(village: Region): Region;
  townshipOf(village: Region): Region;
}

export interface Spot {
  readonly position: Position;
  readonly village: Region;
}

interface Box {
  readonly village: Region;
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

export function places(regions: readonly Region[]): Places {
  const byId = new Map(regions.map((region) => [region.id, region]));
  const region = (id: number): Region => {
    const found = byId.get(id);
    if (!found) throw new RangeError(`no region ${id}`);
    return found;
  };
  const townshipOf = (village: Region): Region => region(village.parent as number);
  const countyOf = (village: Region): Region => region(townshipOf(village).parent as number);
  const villages = regions.filter(({ level }) => level === 'village');
  const boxes = villages.map((village): Box => {
    const [xs, ys] = [village.ring.map((p) => p[0]), village.ring.map((p) => p[1])];
    return { village, west: Math.min(...xs), south: Math.min(...ys), east: Math.max(...xs), north: Math.max(...ys) };
  });
  const boxOf = new Map(boxes.map((box) => [box.village.id, box]));
  const under = new Map<number, Region[]>();
  for (const village of villages) {
    for (const id of [townshipOf(village).id, countyOf(village).id]) under.set(id, [...(under.get(id) ?? []), village]);
  }
  const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;

  const locate = (position: Position): Region | null => {
    const [x, y] = position;
    for (const { village, west, south, east, north } of boxes) {
      if (x >= west && x <= east && y >= south && y <= north && isInside(position, village.ring)) return village;
    }
    return null;
  };
  const within = (village: Region, draw: Random): Spot => {
    const { west, south, east, north } = boxOf.get(village.id) as Box;
    for (let tries = 0; tries < 500; tries += 1) {
      const position: Position = [round(draw.between(west, east)), round(draw.between(south, north))];
      if (isInside(position, village.ring)) return { position, village };
    }
    return { position: village.centre, village };
  };
  return Object.freeze({
    villages,
    region,
    locate,
    within,
    countyOf,
    townshipOf,
    townships: regions.filter(({ level }) => level === 'township'),
    villagesOf: (id: number) => under.get(id) ?? [],
    near: ([x, y]: Point, spread: number, draw: Random, county?: number): Spot => {
      for (let tries = 0; tries < 200; tries += 1) {
        const position = toDegrees([x + spread * draw.normal(), y + spread * draw.normal()]);
        const village = locate(position);
        if (village && (county === undefined || countyOf(village).id === county)) return { position, village };
      }
      const candidates = county === undefined ? villages : (under.get(county) ?? villages);
      const gap = (village: Region): number =>
        Math.hypot(toPlane(village.centre)[0] - x, toPlane(village.centre)[1] - y);
      return within(
        candidates.reduce((best, village) => (gap(village) < gap(best) ? village : best)),
        draw,
      );
    },
  });
}
