import { mix } from './random.ts';

/**
 * Smooth noise in one and two dimensions, in [-1, 1]: value noise with quintic fade, a pure function of seed and place.
 */

const fade = (t: number): number => t * t * t * (t * (t * 6 - 15) + 10);
const lattice = (seed: number, x: number, y: number): number => mix(mix(seed ^ x) ^ (y * 7919)) / 2_147_483_648 - 1;

export function noise1(seed: number, x: number): number {
  const i = Math.floor(x);
  const low = lattice(seed, i, 0);
  return low + (lattice(seed, i + 1, 0) - low) * fade(x - i);
}

export function noise2(seed: number, x: number, y: number): number {
  const i = Math.floor(x);
  const j = Math.floor(y);
  const u = fade(x - i);
  const v = fade(y - j);
  const south = lattice(seed, i, j) * (1 - u) + lattice(seed, i + 1, j) * u;
  const north = lattice(seed, i, j + 1) * (1 - u) + lattice(seed, i + 1, j + 1) * u;
  return south + (north - south) * v;
}

/** `octaves` layers, each twice as fine and half as strong. */
export function fractal2(seed: number, x: number, y: number, octaves: number): number {
  let sum = 0;
  let weight = 0.5;
  for (let octave = 0; octave < octaves; octave += 1) {
    sum += weight * noise2(seed + octave, x * 2 ** octave, y * 2 ** octave);
    weight /= 2;
  }
  return sum;
}

/** Sharp crests: mountains. In [0, 1]. */
export function ridged2(seed: number, x: number, y: number, octaves: number): number {
  let sum = 0;
  let weight = 0.55;
  let total = 0;
  for (let octave = 0; octave < octaves; octave += 1) {
    const crest = 1 - Math.abs(noise2(seed + octave, x * 2 ** octave, y * 2 ** octave));
    sum += weight * crest * crest;
    total += weight;
    weight *= 0.5;
  }
  return sum / total;
}
