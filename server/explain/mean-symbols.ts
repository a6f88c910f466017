import { averagingOf } from '../recompute/mod.ts';

/** The way a factor is averaged, in symbols. */
export function meanSymbols(factor: number): string {
  switch (averagingOf(factor)) {
    case 'vector':
      return 'θ = atan2(Σ sin θi, Σ cos θi)';
    case 'energy':
      return 'L = 10 · lg(Σ 10^(Li/10) / n)';
    default:
      return 'C = Σ Ci / n';
  }
}
