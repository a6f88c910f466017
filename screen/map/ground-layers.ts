import { BitmapLayer, PathLayer, SolidPolygonLayer } from '@deck.gl/layers';
import type { Layer } from '@deck.gl/core';
import type { Position } from '../../streams/contracts/pack.ts';
import type { CityIndex } from '../model/city.ts';
import { borderLines, type Line } from './border-lines.ts';
import type { MapOptions } from './map-options.ts';
import { SHADE_DARK, SHADE_LIGHT, bakeHillshade } from './hillshade.ts';

type Rgba = [number, number, number, number];

/** What never changes: baked at start and kept. */
export interface Ground {
  readonly layers: Layer[];
  readonly outline: readonly Line[];
  readonly counties: readonly Line[];
  readonly townships: readonly Line[];
  readonly rivers: readonly { readonly order: number; readonly line: [number, number][] }[];
  readonly lakes: readonly { readonly line: [number, number][] }[];
}

/** Points as deck.gl takes them: it declares them as changeable. */
const drawable = (line: readonly Position[]): [number, number][] => line.map(([x, y]) => [x, y]);

/** Pixels of the baked relief across: at 4K a texel is about two pixels. */
const SHADE_WIDTH = 1400;

/** Everything flat: it is drawn in order, without depth, so that nothing on one plane fights. */
export const FLAT = { depthCompare: 'always', depthWriteEnabled: false } as const;

export function groundLayers(city: CityIndex, theme: 'dark' | 'light'): Ground {
  const taken = new Set<string>();
  const outlineRing = city.outline?.ring ?? [];
  const outline = borderLines([outlineRing], taken);
  const counties = borderLines(
    city.counties.map((c) => c.ring),
    taken,
  );
  const townships = borderLines(
    city.regions.filter((r) => r.level === 'township').map((r) => r.ring),
    taken,
  );
  const layers: Layer[] = [];
  if (city.relief) {
    layers.push(
      new BitmapLayer({
        id: 'hillshade',
        bounds: [...city.relief.bounds],
        image: bakeHillshade(city.relief, outlineRing, theme === 'dark' ? SHADE_DARK : SHADE_LIGHT, SHADE_WIDTH),
        textureParameters: { minFilter: 'linear', magFilter: 'linear', mipmapFilter: 'linear' },
        parameters: FLAT,
      }),
    );
  }
  return {
    layers,
    outline,
    counties,
    townships,
    rivers: city.waters.filter((w) => w.kind === 'river').map((w) => ({ order: w.order, line: drawable(w.line) })),
    lakes: city.waters.filter((w) => w.kind === 'lake').map((w) => ({ line: drawable(w.line) })),
  };
}

/** Borders and waters: their widths follow the unit, so they are made again when it changes. */
export function placeLayers(ground: Ground, options: MapOptions): Layer[] {
  const s = options.unit * 0.1875;
  const dark = options.theme === 'dark';
  const edge = (alpha: number): Rgba => (dark ? [214, 232, 226, alpha * 255] : [40, 60, 60, alpha * 255]);
  const river: Rgba = dark ? [66, 104, 122, 255] : [126, 156, 166, 255];
  const lines = (id: string, data: readonly Line[], width: number, colour: Rgba): Layer =>
    new PathLayer<Line>({
      id,
      data,
      getPath: (line) => line,
      getColor: colour,
      getWidth: width * s,
      widthUnits: 'pixels',
      jointRounded: true,
      capRounded: true,
      parameters: FLAT,
    });
  return [
    lines('townships', ground.townships, 1.4, edge(dark ? 0.17 : 0.22)),
    new SolidPolygonLayer({
      id: 'lakes',
      data: ground.lakes,
      getPolygon: (w: Ground['lakes'][number]) => w.line,
      getFillColor: river,
      parameters: FLAT,
    }),
    new PathLayer({
      id: 'rivers',
      data: ground.rivers,
      getPath: (w: Ground['rivers'][number]) => w.line,
      getColor: river,
      getWidth: (w: Ground['rivers'][number]) => (w.order === 1 ? 6 : w.order === 2 ? 3 : 2) * s,
      widthUnits: 'pixels',
      jointRounded: true,
      capRounded: true,
      parameters: FLAT,
    }),
    lines('counties', ground.counties, 2.6, edge(dark ? 0.47 : 0.59)),
    lines('outline', ground.outline, 4, edge(dark ? 0.78 : 0.82)),
  ];
}
