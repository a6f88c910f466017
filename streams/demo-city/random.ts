/**
 * Chance that is always the same: a stream of numbers named by a seed and a label, so that one part of
 * the city can draw more numbers without moving any other part. xoshiro128** seeded by splitmix32.
 */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  /** Whole number in [0, count). */
  index(count: number): number;
  /** Standard normal (Box-Muller). */
  normal(): number;
  pick<T>(list: readonly T[]): T;
  /** A new list in random order (Fisher-Yates). */
  shuffled<T>(list: readonly T[]): T[];
}

/** One 32-bit hash step with full avalanche. */
export function mix(value: number): number {
  let z = (value + 0x9e3779b9) | 0;
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  return (z ^ (z >>> 16)) >>> 0;
}

/** 32-bit hash of a label under a seed. */
export function hashLabel(seed: number, label: string): number {
  let hash = mix(seed);
  for (let i = 0; i < label.length; i += 1) hash = mix(hash ^ label.charCodeAt(i));
  return hash;
}

/** Uniform in [0, 1) from up to four integers: chance without state, for values at a place and a time. */
export function chance(a: number, b: number, c = 0, d = 0): number {
  return mix(mix(mix(mix(a) ^ b) ^ c) ^ d) / 4_294_967_296;
}

/** About normal, in [-3.46, 3.46], from the same integers: four uniforms summed. Cheap, for instrument noise. */
export function jitter(a: number, b: number, c = 0): number {
  const first = mix(mix(mix(a) ^ b) ^ c);
  const second = mix(first ^ 0x5bd1e995);
  const sum = (first & 0xffff) + (first >>> 16) + (second & 0xffff) + (second >>> 16);
  return (sum / 65_536 - 2) * 1.732;
}

export function random(seed: number, label: string): Random {
  let state = hashLabel(seed, label);
  const word = (): number => (state = mix(state));
  let [a, b, c, d] = [word(), word(), word(), word()];
  const next = (): number => {
    const rotated = Math.imul(b, 5);
    const result = Math.imul((rotated << 7) | (rotated >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result / 4_294_967_296;
  };
  const index = (count: number): number => Math.floor(next() * count);
  return Object.freeze({
    next,
    index,
    between: (low: number, high: number) => low + (high - low) * next(),
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    pick: <T>(list: readonly T[]): T => {
      if (list.length === 0) throw new RangeError('nothing to pick from');
      return list[index(list.length)] as T;
    },
    shuffled: <T>(list: readonly T[]): T[] => {
      const copy = [...list];
      for (let i = copy.length - 1; i > 0; i -= 1) {
        const j = index(i + 1);
        [copy[i], copy[j]] = [copy[j] as T, copy[i] as T];
      }
      return copy;
    },
  });
}
