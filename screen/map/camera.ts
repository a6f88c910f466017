import { WebMercatorViewport } from '@deck.gl/core';
import type { Position } from '../../streams/contracts/pack.ts';

export interface Camera {
  readonly longitude: number;
  readonly latitude: number;
  readonly zoom: number;
  readonly pitch: number;
  readonly bearing: number;
}
/** Free window of the map in CSS pixels: what no panel covers. */
export interface FreeWindow {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * The camera that shows the whole outline in the free window at a given pitch and bearing. Under perspective there is
 * no closed form, so it approaches: centre, then zoom, a few times; each step is exact at the limit.
 */
export function fitCamera(
  outline: readonly Position[],
  width: number,
  height: number,
  free: FreeWindow,
  pitch: number,
  bearing: number,
): Camera {
  let longitude = outline.reduce((s, p) => s + p[0], 0) / outline.length;
  let latitude = outline.reduce((s, p) => s + p[1], 0) / outline.length;
  let zoom = 8;
  for (let step = 0; step < 24; step += 1) {
    const viewport = new WebMercatorViewport({ width, height, longitude, latitude, zoom, pitch, bearing });
    let left = Infinity,
      right = -Infinity,
      top = Infinity,
      bottom = -Infinity;
    for (const p of outline) {
      const [x = 0, y = 0] = viewport.project([p[0], p[1]]);
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
    const scale = Math.min((free.right - free.left) / (right - left), (free.bottom - free.top) / (bottom - top));
    const wantX = (free.left + free.right) / 2,
      wantY = (free.top + free.bottom) / 2;
    // Move so that the middle of what is seen comes to the middle of the window.
    const target = viewport.unproject([(left + right) / 2, (top + bottom) / 2]);
    const shifted = new WebMercatorViewport({
      width,
      height,
      longitude,
      latitude,
      zoom: zoom + Math.log2(scale) * 0.7,
      pitch,
      bearing,
    });
    const centre = shifted.panByPosition([target[0] ?? longitude, target[1] ?? latitude], [wantX, wantY]);
    zoom += Math.log2(scale) * 0.7;
    longitude = centre.longitude ?? longitude;
    latitude = centre.latitude ?? latitude;
  }
  return { longitude, latitude, zoom, pitch, bearing };
}
