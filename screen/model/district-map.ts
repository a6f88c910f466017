import type { Names, Position } from '../../streams/contracts/pack.ts';
import type { CityIndex } from './city.ts';
import { Obstacles, placeLabels } from '../map/placement.ts';

export interface DistrictMap {
  readonly height: number;
  readonly outline: string;
  readonly rivers: readonly { readonly id: number; readonly path: string }[];
  readonly counties: readonly {
    readonly id: number;
    readonly names: Names;
    readonly path: string;
    readonly x: number;
    readonly y: number;
  }[];
}

/** Points kept of a ring at the size of a public map. */
const KEPT = 120;

/** The city as paths in a box `width` wide, north up; chips of neighbouring districts are moved apart. */
export function districtMap(city: CityIndex, width: number): DistrictMap {
  const [west, south, east, north] = city.city.bounds;
  const squeeze = Math.cos((((north + south) / 2) * Math.PI) / 180);
  const scale = width / ((east - west) * squeeze);
  const x = (p: Position): number => (p[0] - west) * squeeze * scale,
    y = (p: Position): number => (north - p[1]) * scale;
  const path = (line: readonly Position[]): string => {
    const step = Math.max(1, Math.floor(line.length / KEPT));
    return line
      .filter((_, i) => i % step === 0)
      .map((p, i) => `${i ? 'L' : 'M'}${x(p).toFixed(2)} ${y(p).toFixed(2)}`)
      .join('');
  };
  const height = (north - south) * scale;
  const chips = placeLabels(
    city.counties.map((c) => ({ id: c.id, x: x(c.centre), y: y(c.centre), width: 14, height: 12, priority: 0 })),
    new Obstacles(width, height + 4, 0.5),
  );
  return {
    height,
    outline: city.outline ? `${path(city.outline.ring)}Z` : '',
    rivers: city.waters
      .filter((w) => w.kind === 'river' && w.order === 1)
      .map((w) => ({ id: w.id, path: path(w.line) })),
    counties: city.counties.map((c) => {
      const chip = chips.find((p) => p.id === c.id);
      return {
        id: c.id,
        names: c.names,
        path: `${path(c.ring)}Z`,
        x: chip ? chip.x + 7 : x(c.centre),
        y: chip ? chip.y + 6 : y(c.centre),
      };
    }),
  };
}
