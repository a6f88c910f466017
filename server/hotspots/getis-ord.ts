/** Statistics of the hotspot analysis in plain arithmetic: what tests, bench and explanations hold the SQL against. */

/**
 * Complementary error function for x >= 0: series below 2.5, continued fraction above (Abramowitz and Stegun 7.1.6,
 * 7.1.14).
 */
export function erfc(x: number): number {
  if (x < 2.5) {
    let term = x;
    let sum = x;
    for (let n = 1; n < 200 && Math.abs(term) > 1e-18 * Math.abs(sum); n += 1) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
  }
  let fraction = x;
  for (let n = 120; n >= 1; n -= 1) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction);
}

/** Two-sided p of a standard normal z. */
export const twoSided = (z: number): number => erfc(Math.abs(z) / Math.SQRT2);

/** Getis-Ord Gi* of one cell over all: exact sums, one division, one root. */
export function getisOrd(n: number, s: bigint, q: bigint, near: bigint, k: number): number | null {
  const spread = (Number(BigInt(n) * q - s * s) * k * (n - k)) / (n - 1);
  return n > 1 && spread > 0 ? Number(BigInt(n) * near - BigInt(k) * s) / Math.sqrt(spread) : null;
}

/** Largest p that Benjamini and Hochberg (1995) reject at a level; -1 where they reject none. */
export function falseDiscovery(ps: readonly number[], level: number, n: number): number {
  let found = -1;
  [...ps]
    .sort((a, b) => a - b)
    .forEach((p, i) => {
      if (p <= ((i + 1) * level) / n) found = p;
    });
  return found;
}

/** Confidence in percent, and the level of false discovery that grants it. */
export const CONFIDENCE_LEVELS = Object.freeze([
  [99, 0.01],
  [95, 0.05],
  [90, 0.1],
] as const);
