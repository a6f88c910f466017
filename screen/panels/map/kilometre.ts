import type { WebMercatorViewport } from '@deck.gl/core';

/** CSS pixels of one kilometre across the middle of the map. */
export function kilometreOf(viewport: WebMercatorViewport): number {
  const { width, height } = viewport;
  const across = 100;
  const [x0 = 0, y0 = 0] = viewport.unproject([width / 2, height / 2]);
  const [x1 = 0, y1 = 0] = viewport.unproject([width / 2 + across, height / 2]);
  return across / Math.hypot((x1 - x0) * 111.32 * Math.cos((y0 * Math.PI) / 180), (y1 - y0) * 110.57);
}
