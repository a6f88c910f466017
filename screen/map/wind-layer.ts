import { LineLayer } from '@deck.gl/layers';
import type { Layer } from '@deck.gl/core';
import type { CityIndex } from '../model/city.ts';
import type { MapOptions } from './city-map.ts';
import { FLAT } from './ground-layers.ts';
import { windTrails, type WindVector } from './wind-field.ts';
import { WindTails } from './wind-tails.ts';

/** Tails at most, whatever the wall. */
const TAILS = 2000;


/** The tails of the wind over the city and a margin around it. `phase` is shared: a frame moves it and nothing else. */
export function windLayer(vectors: readonly WindVector[], city: CityIndex, options: MapOptions, phase: { value: number }): Layer[] {
  const [west, south, east, north] = city.city.bounds;
  const margin = { x: (east - west) * 0.22, y: (north - south) * 0.22 };
  const trails = windTrails(vectors, { west: west - margin.x, south: south - margin.y, east: east + margin.x, north: north + margin.y }, TAILS);
  const dark = options.theme === 'dark';
  return [new LineLayer({
    id: 'wind', extensions: [new WindTails({ phase })], widthUnits: 'pixels', getWidth: 2.0 * options.unit * 0.1875, parameters: FLAT,
    getColor: dark ? [255, 255, 255, 150] : [19, 32, 31, 130],
    data: {
      length: trails.count,
      attributes: { getSourcePosition: { value: trails.sources, size: 3 }, getTargetPosition: { value: trails.targets, size: 3 }, getAlong: { value: trails.along, size: 3 } },
    },
  })];
}
