import type { MapOptions } from '../../map/map-options.ts';

/** Options of a panel as its dashboard gives them. */
export type PanelOptions = Readonly<Record<string, string | number | boolean>>;

/** How the map is drawn in a place of that size, CSS pixels; `unit`: CSS pixels of a design unit. */
export function mapOptionsOf(
  given: PanelOptions,
  { unit, width, height }: { readonly unit: number; readonly width: number; readonly height: number },
): MapOptions {
  const option = (key: string, otherwise: number): number => {
    const value = given[key];
    return typeof value === 'number' ? value : otherwise;
  };
  return {
    theme: given.theme === 'light' ? 'light' : 'dark',
    unit: unit * option('lineScale', 1),
    pitch: option('pitch', 53),
    bearing: option('bearing', -40),
    heightFactor: option('heightFactor', 1.3),
    free: {
      left: option('freeLeft', 4) * unit,
      right: width - option('freeRight', 4) * unit,
      top: option('freeTop', 4) * unit,
      bottom: height - option('freeBottom', 4) * unit,
    },
    isStill: given.still === true || matchMedia('(prefers-reduced-motion: reduce)').matches,
  };
}
