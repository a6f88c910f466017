import { LineLayer } from '@deck.gl/layers';
import type { Layer } from '@deck.gl/core';
import type { CityIndex } from '../model/city.ts';
import { contains } from '../model/hot-places.ts';
import type { MapOptions } from './map-options.ts';
import { FLAT } from './ground-layers.ts';
import { windTrails, type Trails, type WindVector } from './wind-field.ts';
import { WindTails } from './wind-tails.ts';

/** Tails at most, whatever the wall. */
const TAILS = 1200;

/** The tails of the wind over the city and a margin around it. `phase` is shared: a frame moves it and nothing else. */
export function windLayer(
  vectors: readonly WindVector[],
  city: CityIndex,
  options: MapOptions,
  phase: { value: number },
): Layer[] {
  const [west, south, east, north] = city.city.bounds;
  const margin = { x: (east - west) * 0.22, y: (north - south) * 0.22 };
  const trails = windTrails(
    vectors,
    { west: west - margin.x, south: south - margin.y, east: east + margin.x, north: north + margin.y },
    TAILS,
  );
  const dark = options.theme === 'dark';
  return [
    new LineLayer({
      id: 'wind',
      extensions: [new WindTails({ phase })],
      widthUnits: 'pixels',
      getWidth: 2.0 * options.unit * 0.1875,
      parameters: FLAT,
      data: {
        length: trails.count,
        attributes: {
          getSourcePosition: { value: trails.sources, size: 3 },
          getTargetPosition: { value: trails.targets, size: 3 },
          getAlong: { value: trails.along, size: 3 },
          getColor: { value: strengths(trails, city, dark), size: 4, normalized: true },
        },
      },
    }),
  ];
}

/** Share of the strength that a tail outside of the city keeps. */
const OUTSIDE = 0.36;

/** Each line has a strength of its own, so that the wind reads as many threads and not as a pattern. */
function strengths(trails: Trails, city: CityIndex, dark: boolean): Uint8Array {
  const colours = new Uint8Array(trails.count * 4);
  const ring = city.outline?.ring ?? [];
  const [r, g, b] = dark ? [255, 255, 255] : [19, 32, 31];
  let last = -1,
    alpha = 0;
  for (let i = 0; i < trails.count; i += 1) {
    const line = trails.lines[i] as number;
    if (line !== last) {
      last = line;
      const isInside = contains(ring, trails.targets[i * 3] as number, trails.targets[i * 3 + 1] as number);
      alpha = (dark ? 176 : 150) * (0.3 + 0.7 * ((line * 0.381_966) % 1)) * (isInside ? 1 : OUTSIDE);
    }
    colours.set([r, g, b, alpha], i * 4);
  }
  return colours;
}
