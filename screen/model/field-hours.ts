import type { Position } from '../../streams/contracts/pack.ts';
import type { CityIndex } from './city.ts';

/** `GET /api/history/townships`. */
export interface TownshipHours {
  readonly hours: readonly {
    readonly start: string;
    readonly townships: readonly { readonly region: number; readonly value: number; readonly level: number | null }[];
  }[];
}

export interface FieldShapes {
  readonly width: number;
  readonly height: number;
  readonly outline: string;
  /** Township -> its path. */
  readonly townships: ReadonlyMap<number, string>;
}

/** Points kept of a ring at the size of a small map. */
const KEPT = { outline: 90, township: 24 } as const;

/** The city and its townships as paths in a box of that width, north up. */
export function fieldShapes(city: CityIndex, width: number): FieldShapes {
  const [west, south, east, north] = city.city.bounds;
  const squeeze = Math.cos((((north + south) / 2) * Math.PI) / 180);
  const scale = width / ((east - west) * squeeze);
  const path = (ring: readonly Position[], kept: number): string => {
    const step = Math.max(1, Math.floor(ring.length / kept));
    return `${ring
      .filter((_, i) => i % step === 0)
      .map(
        ([x, y], i) =>
          `${i ? 'L' : 'M'}${((x - west) * squeeze * scale).toFixed(2)} ${((north - y) * scale).toFixed(2)}`,
      )
      .join('')}Z`;
  };
  return {
    width,
    height: (north - south) * scale,
    outline: city.outline ? path(city.outline.ring, KEPT.outline) : '',
    townships: new Map(
      city.regions.filter(({ level }) => level === 'township').map(({ id, ring }) => [id, path(ring, KEPT.township)]),
    ),
  };
}
