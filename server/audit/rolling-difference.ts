import { averagingOf, type RollingValue } from '../recompute/mod.ts';

/** A row of `rolling`; 64-bit numbers as text, millionths. */
export interface ShownRolling {
  readonly station: number;
  readonly factor: number;
  readonly folded: number;
  readonly total: string;
  readonly samples: number;
  readonly mean: string | null;
  readonly is_closed: number;
  readonly last_at: number;
  readonly newest: string | null;
  readonly last_flag: number;
  readonly over: number;
}

/** Energies of sound levels go through logarithms: the last digits may differ. */
function isNear(factor: number, a: bigint, b: bigint): boolean {
  if (averagingOf(factor) !== 'energy') return a === b;
  const apart = a > b ? a - b : b - a;
  return apart <= 10_000n || apart * 1_000_000_000n <= (a > 0n ? a : -a);
}

function isSameRollingMean(factor: number, shown: string | null, mean: bigint | null): boolean {
  if (shown === null || mean === null) return shown === null && mean === null;
  return isNear(factor, BigInt(shown), mean);
}

/**
 * The first field in which a row differs from a value, `null` where it agrees. Of a row that shows the closed hour
 * only the newest sample is compared.
 */
export function rollingDifference(shown: ShownRolling, value: RollingValue): string | null {
  if (shown.is_closed === 1) {
    if (value.mean !== null) return 'closed';
  } else {
    if (shown.samples !== value.count) return 'count';
    if (!isNear(shown.factor, BigInt(shown.total), value.sum)) return 'sum';
    if (!isSameRollingMean(shown.factor, shown.mean, value.mean)) return 'mean';
  }
  if (value.lastMicro === null) return shown.newest === null ? null : 'newest';
  if (
    shown.last_at !== value.lastTime ||
    Number(shown.newest) !== value.lastMicro ||
    shown.last_flag !== value.lastFlag
  )
    return 'newest';
  return (shown.over === 1) === value.isOver ? null : 'over';
}
