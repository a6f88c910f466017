import type { EmergingKind } from './emerging.ts';

/** Mann and Kendall in plain pairs, with ties and continuity: S, its variance, and the corrected z. */
export function mannKendall(zs: readonly number[]): {
  readonly s: number;
  readonly variance: number;
  readonly trend: number;
} {
  let s = 0;
  zs.forEach((z, i) => {
    for (const later of zs.slice(i + 1)) s += Math.sign(later - z);
  });
  const n = zs.length;
  const ties = [...new Set(zs)]
    .map((z) => zs.filter((other) => other === z).length)
    .reduce((sum, t) => sum + t * (t - 1) * (2 * t + 5), 0);
  const variance = (n * (n - 1) * (2 * n + 5) - ties) / 18;
  return { s, variance, trend: variance === 0 || s === 0 ? 0 : (s - Math.sign(s)) / Math.sqrt(variance) };
}

/** Significant trend, two-sided at 5 %. */
const SIGNIFICANT_TREND = 1.96;

/**
 * The kind of a hot cell from its days, as docs/notes/040 says it: the plain way beside sql/hotspots/emerging.sql.
 * @param days oldest first, those that have a z @param isLast the last of them is the last day of all
 */
export function emergingKind(
  days: readonly { readonly z: number; readonly hot: boolean }[],
  isLast: boolean,
  { least, persistent }: { readonly least: number; readonly persistent: number },
): EmergingKind {
  const hot = days.filter((day) => day.hot).length;
  const run = days.length - 1 - days.findLastIndex((day) => !day.hot);
  if (days.length < least || run === 0 || !isLast) return 'none';
  if (hot === 1) return 'new';
  if (hot * 100 >= days.length * persistent) {
    const { trend } = mannKendall(days.map(({ z }) => z));
    return trend >= SIGNIFICANT_TREND ? 'intensifying' : trend <= -SIGNIFICANT_TREND ? 'diminishing' : 'persistent';
  }
  return run === hot ? 'consecutive' : 'sporadic';
}
