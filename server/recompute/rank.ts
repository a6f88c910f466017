/**
 * Place among values: one more than those that come before it; equal ones share it (1, 1, 3) 并列同名次. `null` has no
 * place and takes none.
 */
export const rankOf = (
  own: number,
  all: readonly (number | null)[],
  order: 'largest first' | 'smallest first',
): number =>
  1 + all.filter((other) => other !== null && (order === 'largest first' ? other > own : other < own)).length;

/** Value -> place among all, the largest first; in one pass over many rows. */
export function ranksOf(values: readonly number[]): Map<number, number> {
  const ranks = new Map<number, number>();
  [...values]
    .sort((a, b) => b - a)
    .forEach((value, i) => {
      if (!ranks.has(value)) ranks.set(value, i + 1);
    });
  return ranks;
}
