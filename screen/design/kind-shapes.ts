import type { StationKind } from '../../streams/contracts/pack.ts';

/** One shape per kind of station, the same on map, lists, ticker and legend. */
export type Shape = 'target' | 'ring' | 'dot' | 'square' | 'triangle' | 'diamond';

export const SHAPE_OF_KIND: Readonly<Record<StationKind, Shape>> = Object.freeze({
  national: 'target',
  township: 'ring',
  road_dust: 'triangle',
  site_dust: 'triangle',
  water: 'square',
  enterprise: 'diamond',
  power: 'diamond',
});

/** Outlines in a 24 x 24 box; a `target` also has a filled centre of radius 4. */
export const SHAPE_PATHS: Readonly<Record<Shape, string>> = Object.freeze({
  target: 'M12 2.6a9.4 9.4 0 1 0 0 18.8a9.4 9.4 0 1 0 0-18.8Z',
  ring: 'M12 4a8 8 0 1 0 0 16a8 8 0 1 0 0-16Z',
  dot: 'M12 8a4 4 0 1 0 0 8a4 4 0 1 0 0-8Z',
  square: 'M4 4H20V20H4Z',
  triangle: 'M12 3L21.5 20H2.5Z',
  diamond: 'M12 2L22 12L12 22L2 12Z',
});
