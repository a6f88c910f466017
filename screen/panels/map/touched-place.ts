import type { WebMercatorViewport } from '@deck.gl/core';
import { cellKey, type MetricPlane } from '../../../streams/contracts/projection.ts';
import { columnHeight, type HotCell } from '../../map/hot-cells.ts';
import type { CityIndex, CityStation } from '../../model/city.ts';

/** What lies under a touch: a station, or a cell of the field by its key. */
export type TouchedPlace = { readonly station: CityStation } | { readonly cell: number };

/** @param near how far off a touch still hits, CSS pixels */
export function touchedPlace(
  [x, y]: readonly [number, number],
  viewport: WebMercatorViewport,
  {
    hot,
    city,
    plane,
    near,
    heightFactor,
  }: {
    readonly hot: readonly HotCell[];
    readonly city: CityIndex;
    readonly plane: MetricPlane;
    readonly near: number;
    readonly heightFactor: number;
  },
): TouchedPlace {
  // Of columns that stand in front of each other the southern one is seen.
  const [column] = hot
    .filter(({ longitude, latitude, aqi }) => {
      const [cx = 0, base = 0] = viewport.project([longitude, latitude, 0]);
      const [, tip = 0] = viewport.project([longitude, latitude, columnHeight(aqi, heightFactor)]);
      return Math.abs(cx - x) <= near / 2 && y >= tip - near / 2 && y <= base + near / 2;
    })
    .sort((a, b) => a.latitude - b.latitude);
  const [station] = city.stations
    .map((s) => {
      const [sx = 0, sy = 0] = viewport.project([...s.position]);
      return { s, far: Math.hypot(sx - x, sy - y) };
    })
    .filter(({ far }) => far <= near)
    .sort((a, b) => a.far - b.far);
  // National stations stand above the columns.
  if (station && (!column || station.s.kind === 'national')) return { station: station.s };
  if (column) return { cell: column.key };
  const [longitude = 0, latitude = 0] = viewport.unproject([x, y]);
  return { cell: cellKey(...plane.toMetres([longitude, latitude]), city.grid.size) };
}
