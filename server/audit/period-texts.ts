import type { PeriodValue } from '../recompute/mod.ts';
import { decimalOrDash, decimalText } from './decimal-text.ts';
import { microOf, type ShownPeriod } from './shown-period.ts';

/** `35.2 (58/60)`. */
const textOf = (value: bigint | null, count: number, expected: number, isValid: boolean): string =>
  `${decimalOrDash(value)} (${count}/${expected}${isValid ? '' : ', invalid'})`;

/**
 * An hour or day as shown and as recomputed, for people; where value and counts are the same, the field that differs.
 */
export function periodTexts(
  row: ShownPeriod | undefined,
  found: PeriodValue | null,
  field: string,
): readonly [shown: string, recomputed: string] {
  const shown = row ? textOf(microOf(row.value), row.count, row.expected, row.valid === 1) : '-';
  const recomputed = found ? textOf(found.value, found.count, found.expected, found.isValid) : '-';
  if (shown !== recomputed || !row || !found) return [shown, recomputed];
  switch (field) {
    case 'sum':
      return [`sum ${decimalText(BigInt(row.sum))}`, `sum ${decimalText(found.sum)}`];
    case 'low':
      return [`low ${decimalOrDash(microOf(row.low))}`, `low ${decimalOrDash(found.low)}`];
    case 'high':
      return [`high ${decimalOrDash(microOf(row.high))}`, `high ${decimalOrDash(found.high)}`];
    case 'over':
      return [`over range ${row.over}`, `over range ${Number(found.isOver)}`];
    default:
      return [`origin ${row.origin}`, `origin ${found.origin}`];
  }
}
