import { AQI_FACTORS } from '../../streams/factors.ts';
import { MICRO, type Micro } from '../../streams/reading.ts';
import { divideHalfEven } from './rounding.ts';

/**
 * Composite index of HJ 663: the sum over six items of weight x C / S. C: period means of SO2, NO2, PM10, PM2.5,
 * P95 of CO daily means, P90 of O3 MDA8. Which variant HJ 663-2026 makes final is UNCERTAIN (one implementer each),
 * so all three are kept and a ranking says which it used.
 */
export interface CompositeVariant {
  readonly name: 'A' | 'B' | 'C';
  readonly source: string;
  readonly effectiveFrom: number;
  /** S in AQI_FACTORS order (PM2.5, PM10, O3, NO2, SO2, CO). */
  readonly limits: readonly number[];
  readonly weights: readonly number[];
}

const variant = (name: CompositeVariant['name'], source: string, from: string, limits: readonly number[], weights: readonly number[]): CompositeVariant =>
  Object.freeze({ name, source, effectiveFrom: Date.parse(`${from}T00:00:00+08:00`), limits: Object.freeze(limits), weights: Object.freeze(weights) });

export const COMPOSITE_VARIANTS: readonly CompositeVariant[] = Object.freeze([
  variant('A', 'HJ 663-2013', '2013-10-01', [35, 70, 160, 40, 60, 4], [1, 1, 1, 1, 1, 1]),
  variant('B', 'GB 3095-2026 过渡限值，原权重', '2026-03-01', [30, 60, 160, 40, 60, 4], [1, 1, 1, 1, 1, 1]),
  variant('C', 'HJ 663-2026（一家实施者，待核）', '2026-03-01', [30, 60, 160, 40, 60, 4], [3, 1, 2, 2, 1, 1]),
]);

export const compositeVariant = (name: CompositeVariant['name']): CompositeVariant => COMPOSITE_VARIANTS.find((entry) => entry.name === name)!;

/**
 * Composite index in thousandths, half to even once at the end; `null` where an item is missing.
 * @param concentrations micro units in AQI_FACTORS order
 */
export function compositeThousandths(concentrations: readonly (Micro | null)[], chosen: CompositeVariant): number | null {
  // One common denominator keeps the sum exact.
  const denominator = chosen.limits.reduce((product, limit) => lcm(product, limit), 1);
  let numerator = 0n;
  for (let i = 0; i < AQI_FACTORS.length; i += 1) {
    const value = concentrations[i];
    if (value === null || value === undefined) return null;
    numerator += BigInt(value) * BigInt((denominator / chosen.limits[i]!) * chosen.weights[i]!);
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
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const hundredths = (sorted.length - 1) * p;
  const index = Math.floor(hundredths / 100);
  const low = sorted[index]!;
  const high = sorted[index + 1] ?? low;
  return low + divideHalfEven((high - low) * (hundredths % 100), 100);
}
