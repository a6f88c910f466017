import type { WebMercatorViewport } from '@deck.gl/core';
import { columnHeight, type HotCell } from '../../map/hot-cells.ts';
import type { MapOptions } from '../../map/map-options.ts';
import { Obstacles } from '../../map/placement.ts';
import type { CityIndex } from '../../model/city.ts';

/** A place that another panel points at, on the screen. */
export interface Ring {
  readonly x: number;
  readonly y: number;
  readonly name: string;
}

/** What labels should not cover: panels, columns, national stations, the ringed place. `unit`: CSS pixels. */
export function mapObstacles(
  viewport: WebMercatorViewport,
  { free, heightFactor }: MapOptions,
  {
    hot,
    city,
    ring,
    unit: u,
  }: { readonly hot: readonly HotCell[]; readonly city: CityIndex; readonly ring: Ring | null; readonly unit: number },
): Obstacles {
  const { width, height } = viewport;
  const obstacles = new Obstacles(width, height, 2 * u);
  // What panels cover is no ground for labels.
  obstacles.add({ x: 0, y: 0, width: free.left - 2 * u, height }, 30);
  obstacles.add({ x: free.right + 2 * u, y: 0, width: width - free.right, height }, 30);
  obstacles.add({ x: 0, y: 0, width, height: free.top - 3 * u }, 30);
  obstacles.add({ x: 0, y: free.bottom + 2 * u, width, height: height - free.bottom }, 30);
  for (const { longitude, latitude, aqi, level } of hot) {
    const [x = 0, y = 0] = viewport.project([longitude, latitude, 0]);
    const [, tip = 0] = viewport.project([longitude, latitude, columnHeight(aqi, heightFactor)]);
    obstacles.add({ x: x - 1.2 * u, y: tip - 0.5 * u, width: 2.4 * u, height: y - tip + u }, level >= 3 ? 3 : 2);
  }
  for (const { kind, position } of city.stations) {
    if (kind !== 'national') continue;
    const [x = 0, y = 0] = viewport.project([...position]);
    obstacles.add({ x: x - 3 * u, y: y - 3 * u, width: 6 * u, height: 6 * u }, 3);
  }
  if (ring)
    obstacles.add({ x: ring.x - 8 * u, y: ring.y - 8 * u, width: (24 + ring.name.length * 4) * u, height: 16 * u }, 40);
  return obstacles;
}
