import type { Position, Relief } from '../../streams/contracts/pack.ts';

export interface ShadeTones {
  /** Darkest and lightest inside the city, then outside, as sRGB. */
  readonly inside: readonly [Rgb, Rgb];
  readonly outside: readonly [Rgb, Rgb];
}
type Rgb = readonly [number, number, number];

export const SHADE_DARK: ShadeTones = {
  inside: [
    [12, 21, 23],
    [92, 116, 112],
  ],
  outside: [
    [9, 15, 17],
    [62, 82, 82],
  ],
};
export const SHADE_LIGHT: ShadeTones = {
  inside: [
    [214, 220, 216],
    [248, 248, 246],
  ],
  outside: [
    [214, 220, 216],
    [236, 240, 236],
  ],
};

/** Shaded relief in [0, 1] per pixel, light from the north-west, from heights interpolated to `width` x `height`. */
function shadeOf(relief: Relief, width: number, height: number, exaggeration = 12): Float32Array {
  const [west, south, east, north] = relief.bounds;
  const metresX = ((east - west) * 111_320 * Math.cos((((north + south) / 2) * Math.PI) / 180)) / width;
  const metresY = ((north - south) * 110_574) / height;
  const at = (x: number, y: number): number =>
    bicubic(relief, ((x + 0.5) / width) * relief.columns - 0.5, ((y + 0.5) / height) * relief.rows - 0.5);
  const heights = new Float32Array(width * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) heights[y * width + x] = at(x, y) + grain(x, y);
  const shade = new Float32Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const up = Math.max(0, y - 1) * width,
      down = Math.min(height - 1, y + 1) * width;
    for (let x = 0; x < width; x += 1) {
      const left = Math.max(0, x - 1),
        right = Math.min(width - 1, x + 1);
      const dx =
        (((heights[y * width + right] as number) - (heights[y * width + left] as number)) / (2 * metresX)) *
        exaggeration;
      const dy = (((heights[down + x] as number) - (heights[up + x] as number)) / (2 * metresY)) * exaggeration;
      // Surface normal (-dx, dy, 1) against light from the north-west at 45 degrees.
      const cosine = (-dx * -0.5 + dy * 0.5 + 0.7071) / Math.hypot(dx, dy, 1);
      shade[y * width + x] = Math.max(0, Math.min(1, cosine));
    }
  }
  return shade;
}

/** A breath of texture, metres: flat plains would otherwise band. Deterministic. */
function grain(x: number, y: number): number {
  const n = Math.sin(x * 12.9898 + y * 78.233) * 43_758.5453;
  return (n - Math.floor(n)) * 2.2;
}

function bicubic(relief: Relief, x: number, y: number): number {
  const x0 = Math.floor(x),
    y0 = Math.floor(y),
    fx = x - x0,
    fy = y - y0;
  let sum = 0;
  for (let j = -1; j <= 2; j += 1) {
    const wy = spline(j - fy);
    const row = Math.max(0, Math.min(relief.rows - 1, y0 + j)) * relief.columns;
    for (let i = -1; i <= 2; i += 1) {
      sum += wy * spline(i - fx) * (relief.heights[row + Math.max(0, Math.min(relief.columns - 1, x0 + i))] ?? 0);
    }
  }
  return sum;
}

/** Cubic B-spline: smooth second derivatives, so that no grid of the source shows in the light. */
function spline(t: number): number {
  const a = Math.abs(t);
  return a < 1 ? (4 - 6 * a * a + 3 * a * a * a) / 6 : a < 2 ? (2 - a) ** 3 / 6 : 0;
}

/**
 * Paints the relief once into a canvas: tones inside and outside of the outline, fading to nothing over the outer
 * third of the ground, so that the land has no edge. Degrees map linearly to pixels.
 */
export function bakeHillshade(
  relief: Relief,
  outline: readonly Position[],
  tones: ShadeTones,
  width: number,
): HTMLCanvasElement {
  const [west, south, east, north] = relief.bounds;
  const height = Math.round((width * relief.rows) / relief.columns);
  const shade = shadeOf(relief, width, height);
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return canvas;
  context.fillStyle = '#fff';
  context.beginPath();
  for (const [longitude, latitude] of outline)
    context.lineTo(((longitude - west) / (east - west)) * width, ((north - latitude) / (north - south)) * height);
  context.fill();
  const image = context.getImageData(0, 0, width, height);
  const { data } = image;
  for (let i = 0, y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) {
      const isInside = (data[i * 4 + 3] as number) / 255;
      const light = contrast(shade[i] as number);
      for (let c = 0; c < 3; c += 1) {
        const inside = mix(tones.inside[0][c] as number, tones.inside[1][c] as number, light);
        const outside = mix(tones.outside[0][c] as number, tones.outside[1][c] as number, light);
        data[i * 4 + c] = mix(outside, inside, isInside);
      }
      // Between a circle and a square, so that the corners of the relief are used too.
      const reach = ((Math.abs(x / width - 0.5) * 2) ** 3 + (Math.abs(y / height - 0.5) * 2) ** 3) ** (1 / 3);
      data[i * 4 + 3] = 255 * Math.max(isInside, 1 - smooth(0.66, 1, reach));
    }
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

const mix = (a: number, b: number, t: number): number => a + (b - a) * t;
const smooth = (from: number, to: number, x: number): number => {
  const t = Math.max(0, Math.min(1, (x - from) / (to - from)));
  return t * t * (3 - 2 * t);
};
/** Flat ground stands at 0.71 of the light; spread what lies around it. */
const contrast = (light: number): number => Math.max(0, Math.min(1, 0.44 + (light - 0.7071) * 1.7));
