import { IconLayer } from '@deck.gl/layers';
import type { Layer } from '@deck.gl/core';
import type { StationKind } from '../../streams/contracts/pack.ts';
import { SHAPE_OF_KIND } from '../design/kind-shapes.ts';
import type { MapOptions } from './map-options.ts';
import { FLAT } from './ground-layers.ts';
import { bakeStationIcons, type IconAtlas } from './station-icons.ts';

export interface StationMark {
  readonly id: number;
  readonly kind: StationKind;
  readonly longitude: number;
  readonly latitude: number;
  readonly isOffline: boolean;
  readonly exceeds: boolean;
}

/** Side of a mark in CSS pixels x s: what exceeds stands out, what is many recedes. */
const SIZE: Readonly<Record<StationKind, number>> = {
  national: 36,
  township: 15,
  road_dust: 8,
  site_dust: 7,
  water: 18,
  enterprise: 8,
  power: 0,
};
const EXCEEDING: Readonly<Record<StationKind, number>> = {
  national: 36,
  township: 19,
  road_dust: 20,
  site_dust: 20,
  water: 21,
  enterprise: 22,
  power: 0,
};
const ALPHA: Readonly<Record<StationKind, number>> = {
  national: 1,
  township: 0.9,
  road_dust: 0.5,
  site_dust: 0.42,
  water: 1,
  enterprise: 0.5,
  power: 0,
};
/** Alpha of a station that is off line. */
const OFFLINE = 0.27;

const atlases = new Map<string, IconAtlas>();
function atlasOf(theme: 'dark' | 'light'): IconAtlas {
  const known =
    atlases.get(theme) ??
    (theme === 'dark' ? bakeStationIcons('#ecf3f0', '#0a1113') : bakeStationIcons('#13201f', '#f6f8f6'));
  atlases.set(theme, known);
  return known;
}

/** Stations stand under the columns; national ones, which the city is judged by, above them. */
export function stationLayers(
  marks: readonly StationMark[],
  options: MapOptions,
): { beneath: Layer[]; above: Layer[] } {
  const s = options.unit * 0.1875;
  const { atlas, mapping } = atlasOf(options.theme);
  // deck.gl takes a canvas as an atlas, which its types do not say.
  const icons: object = { iconAtlas: atlas, iconMapping: mapping };
  const layer = (id: string, data: readonly StationMark[]): Layer =>
    new IconLayer<StationMark>({
      id,
      data: data as StationMark[],
      ...icons,
      getIcon: (m) => SHAPE_OF_KIND[m.kind],
      getPosition: (m) => [m.longitude, m.latitude],
      sizeUnits: 'pixels',
      getSize: (m) => (m.exceeds ? EXCEEDING : SIZE)[m.kind] * s * (28 / 24),
      getColor: (m) => [255, 255, 255, 255 * (m.isOffline ? OFFLINE : m.exceeds ? 1 : ALPHA[m.kind])],
      alphaCutoff: 0.01,
      parameters: FLAT,
      textureParameters: { minFilter: 'linear', magFilter: 'linear', mipmapFilter: 'linear' },
    });
  const drawn = marks
    .filter((m) => m.kind !== 'power')
    .sort((a, b) => Number(a.exceeds) - Number(b.exceeds) || SIZE[a.kind] - SIZE[b.kind]);
  return {
    beneath: [
      layer(
        'stations',
        drawn.filter((m) => m.kind !== 'national'),
      ),
    ],
    above: [
      layer(
        'stations-national',
        drawn.filter((m) => m.kind === 'national'),
      ),
    ],
  };
}
