import type { PeriodValue } from '../recompute/mod.ts';
import { maskOf } from '../standards/mod.ts';
import { isSameMean } from './same-mean.ts';
import { microOf, type ShownPeriod } from './shown-period.ts';

/** Codes of quality control that take a whole hour out. */
const HOUR_LEVEL = maskOf(['QC_STUCK', 'QC_SPIKE', 'QC_STEP', 'QC_INV', 'QC_NEIGH', 'QC_MISS', 'QC_CLOCK', 'QC_RH']);

/** An hour that quality control took out names the code; nothing makes an hour valid that has too few parts. */
const isValidityRight = ({ valid, enough = valid, codes = 0 }: ShownPeriod, isEnough: boolean): boolean =>
  (enough === 1) === isEnough && (valid === 1 ? isEnough : !isEnough || (codes & HOUR_LEVEL) !== 0);

/**
 * The first field in which a shown hour or day differs from what its parts give, `null` where it agrees.
 * @param registryChanged ms UTC: a row computed before it may rest on another reporting period than the present one
 */
export function periodDifference(
  factor: number,
  shown: ShownPeriod,
  found: PeriodValue,
  registryChanged: number,
): string | null {
  if (shown.count !== found.count) return 'count';
  if (!isSameMean(factor, BigInt(shown.sum), found.sum, BigInt(Math.max(1, found.count)))) return 'sum';
  if (!isSameMean(factor, microOf(shown.value), found.value)) return 'value';
  if (microOf(shown.low) !== found.low) return 'low';
  if (microOf(shown.high) !== found.high) return 'high';
  if ((shown.over === 1) !== found.isOver) return 'over';
  if (shown.origin !== found.origin) return 'origin';
  if (Number(shown.computed) < registryChanged) return null;
  if (shown.expected !== found.expected) return 'expected';
  return isValidityRight(shown, found.isValid) ? null : 'valid';
}
