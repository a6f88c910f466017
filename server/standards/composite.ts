import { MICRO, type Micro } from '../../streams/contracts/reading.ts';
import { present } from '../platform/present.ts';
import { divideHalfEven } from './rounding.ts';

/**
 * Composite index of HJ 663: the sum over six items of weight x C / S. C: period means of SO2, NO2, PM10, PM2.5,
 * P95 of CO daily means, P90 of O3 MDA8. Which variant HJ 663-2026 makes final is UNCERTAIN (one implementer each),
 * so all three are kept and a ranking says which it used. S follows the annual limits of GB 3095 in force, so B and C
 * have an edition from 2031-01-01 on.
 */
export interface CompositeVariant {
  readonly name: 'A' | 'B' | 'C';
  readonly source: string;
  /** Civil day, `YYYY-MM-DD`. The first edition of a variant also serves what came before it, for comparison. */
  readonly effectiveFrom: string;
  /** A ranking uses it where no variant is named. */
  readonly isDefault: boolean;
  /** S in AQI_FACTORS order (PM2.5, PM10, O3, NO2, SO2, CO). */
  readonly limits: readonly number[];
  readonly weights: readonly number[];
}

const variant = (
  name: CompositeVariant['name'],
  source: string,
  effectiveFrom: string,
  isDefault: boolean,
  limits: readonly number[],
  weights: readonly number[],
): CompositeVariant =>
  Object.freeze({
    name,
    source,
    effectiveFrom,
    isDefault,
    limits: Object.freeze(limits),
    weights: Object.freeze(weights),
  });

const ALIKE = [1, 1, 1, 1, 1, 1];
/** One implementer's; UNCERTAIN. */
const WEIGHTED = [3, 1, 2, 2, 1, 1];
const TRANSITION = [30, 60, 160, 40, 60, 4];
const FINAL = [25, 50, 160, 30, 20, 4];

const VARIANT_A = variant('A', 'HJ 663-2013', '2013-10-01', true, [35, 70, 160, 40, 60, 4], ALIKE);

/** Ascending by date within a name. */
export const COMPOSITE_VARIANTS: readonly CompositeVariant[] = Object.freeze([
  VARIANT_A,
  variant('B', 'GB 3095-2026 过渡限值，原权重（待核）', '2026-03-01', true, TRANSITION, ALIKE),
  variant('B', 'GB 3095-2026 限值，原权重（待核）', '2031-01-01', true, FINAL, ALIKE),
  variant('C', 'HJ 663-2026（一家实施者，待核）', '2026-03-01', false, TRANSITION, WEIGHTED),
  variant('C', 'HJ 663-2026（一家实施者，待核）', '2031-01-01', false, FINAL, WEIGHTED),
]);

/** The variant a ranking uses for a period that begins on this civil day, `YYYY-MM-DD`. */
export const compositeVariantAt = (day: string): CompositeVariant =>
  COMPOSITE_VARIANTS.filter((entry) => entry.isDefault && entry.effectiveFrom <= day).at(-1) ?? VARIANT_A;

/**
 * Composite index in thousandths, half to even once at the end; `null` where an item is missing.
 * @param concentrations micro units in AQI_FACTORS order
 */
export function compositeThousandths(
  concentrations: readonly (Micro | null)[],
  chosen: CompositeVariant,
): number | null {
  // One common denominator keeps the sum exact.
  const denominator = chosen.limits.reduce((product, limit) => lcm(product, limit), 1);
  let numerator = 0n;
  for (const [i, limit] of chosen.limits.entries()) {
    const value = concentrations[i];
    if (value === null || value === undefined) return null;
    numerator +=
      BigInt(value) * BigInt((denominator / limit) * present(chosen.weights[i], 'a weight of the composite index'));
  }
  const scaled = numerator * 1000n;
  const divisor = BigInt(denominator) * BigInt(MICRO);
  const floor = scaled / divisor;
  return Number(floor) + divideHalfEven(Number(scaled - floor * divisor), Number(divisor));
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
const lcm = (a: number, b: number): number => (a / gcd(a, b)) * b;

/**
 * Percentile of HJ 663-2013 A.4: k = 1 + (n - 1) p / 100 on ascending values, linear between neighbours;
 * in micro units, half to even. `null` for no values.
 */
export function percentile(values: readonly Micro[], p: number): Micro | null {
  const sorted = [...values].sort((a, b) => a - b);
  const hundredths = (sorted.length - 1) * p;
  const index = Math.floor(hundredths / 100);
  const low = sorted[index];
  if (low === undefined) return null;
  const high = sorted[index + 1] ?? low;
  return low + divideHalfEven((high - low) * (hundredths % 100), 100);
}
