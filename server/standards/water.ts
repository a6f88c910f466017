import type { Micro } from '../../streams/contracts/reading.ts';
import { microOf } from './micro-of.ts';
import { divideHalfEven } from './rounding.ts';

/** Water quality classes; 6 = 劣Ⅴ, worse than V. */
export type WaterClass = 1 | 2 | 3 | 4 | 5 | 6;
export const WATER_CLASS_NAMES: readonly string[] = Object.freeze(['', 'Ⅰ', 'Ⅱ', 'Ⅲ', 'Ⅳ', 'Ⅴ', '劣Ⅴ']);

/** One item of GB 3838-2002 Table 1: limits of classes I..V in canonical units. */
export interface WaterItem {
  readonly factor: number;
  readonly body: 'any' | 'river' | 'lake';
  readonly sense: 'at most' | 'at least' | 'between';
  readonly limits: readonly Micro[];
  /** No exceedance multiple for temperature, pH and DO (环办〔2011〕22号). */
  readonly hasMultiple: boolean;
  /**
   * TN is graded for lakes but is none of the items of a section's class (环办〔2011〕22号; the published classes agree,
   * docs/notes/005).
   */
  readonly inSectionClass: boolean;
}

const TOTAL_NITROGEN = 48;

const item = (
  factor: number,
  body: WaterItem['body'],
  sense: WaterItem['sense'],
  limits: string,
  hasMultiple = true,
): WaterItem =>
  Object.freeze({
    factor,
    body,
    sense,
    limits: Object.freeze(limits.split(' ').map(microOf)),
    hasMultiple,
    inSectionClass: factor !== TOTAL_NITROGEN,
  });

/** The items an automatic station or an outfall analyser can deliver, GB 3838-2002 Table 1. pH: 6..9 in every class. */
export const WATER_ITEMS: readonly WaterItem[] = Object.freeze([
  item(40, 'any', 'between', '6 9', false),
  item(41, 'any', 'at least', '7.5 6 5 3 2', false),
  item(45, 'any', 'at most', '2 4 6 10 15'),
  item(49, 'any', 'at most', '15 15 20 30 40'),
  item(51, 'any', 'at most', '3 3 4 6 10'),
  item(46, 'any', 'at most', '0.15 0.5 1 1.5 2'),
  item(47, 'river', 'at most', '0.02 0.1 0.2 0.3 0.4'),
  item(47, 'lake', 'at most', '0.01 0.025 0.05 0.1 0.2'),
  item(48, 'lake', 'at most', '0.2 0.5 1 1.5 2'),
]);

const itemOf = (factor: number, body: 'river' | 'lake'): WaterItem | undefined =>
  WATER_ITEMS.find((entry) => entry.factor === factor && (entry.body === 'any' || entry.body === body));

/**
 * Class of one item, GB 3838-2002 cl. 5.1; `null` where the table does not evaluate it. pH outside 6..9 is worse than
 * V.
 */
export function itemClass(factor: number, value: Micro, body: 'river' | 'lake'): WaterClass | null {
  const entry = itemOf(factor, body);
  if (!entry) return null;
  if (entry.sense === 'between') {
    const [low = Infinity, high = -Infinity] = entry.limits;
    return value >= low && value <= high ? 1 : 6;
  }
  const index = entry.limits.findIndex((limit) => (entry.sense === 'at most' ? value <= limit : value >= limit));
  return (index < 0 ? 6 : index + 1) as WaterClass;
}

/** The limit that a multiple is made of, micro units; `null` where the factor has no multiple or the class no limit. */
function multipleLimit(factor: number, body: 'river' | 'lake', target: WaterClass): Micro | null {
  const entry = itemOf(factor, body);
  return entry?.hasMultiple && target !== 6 ? (entry.limits[target - 1] ?? null) : null;
}

/**
 * Exceedance multiple (C - Cs) / Cs against a class, in tenths, half to even; `null` where the item has none or does
 * not exceed.
 */
export function exceedanceTenths(
  factor: number,
  value: Micro,
  body: 'river' | 'lake',
  target: WaterClass,
): number | null {
  const limit = multipleLimit(factor, body, target);
  return limit !== null && value > limit ? divideHalfEven((value - limit) * 10, limit) : null;
}

/** Larger multiple first, exactly: rounded to tenths two of them may look alike. Items without a multiple come last. */
function byMultiple(
  a: number,
  b: number,
  values: ReadonlyMap<number, Micro>,
  body: 'river' | 'lake',
  target: WaterClass,
): number {
  const excessOf = (factor: number): readonly [over: bigint, limit: bigint] => {
    const [limit, value] = [multipleLimit(factor, body, target), values.get(factor)];
    return limit !== null && value !== undefined && value > limit ? [BigInt(value - limit), BigInt(limit)] : [-1n, 1n];
  };
  const [[overA, limitA], [overB, limitB]] = [excessOf(a), excessOf(b)];
  const difference = overB * limitA - overA * limitB;
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}

export interface SectionQuality {
  readonly class: WaterClass | null;
  /** "Based on n items". */
  readonly items: number;
  /** Items worse than the target, worst class first, then by multiple before it is rounded, at most three. */
  readonly main: readonly { readonly factor: number; readonly class: WaterClass; readonly tenths: number | null }[];
  /** Items graded beside the section's class: TN of a lake. */
  readonly beside: readonly { readonly factor: number; readonly class: WaterClass; readonly tenths: number | null }[];
}

/**
 * Single-factor evaluation of a section (环办〔2011〕22号): worst class of any evaluated item.
 * @param values factor id -> value in canonical units; TN is graded for lakes only, and beside the class
 */
export function sectionQuality(
  values: ReadonlyMap<number, Micro>,
  body: 'river' | 'lake' = 'river',
  target: WaterClass = 3,
): SectionQuality {
  const graded = [...values].flatMap(([factor, value]) => {
    const grade = itemClass(factor, value, body);
    return grade === null ? [] : [{ factor, class: grade, tenths: exceedanceTenths(factor, value, body, target) }];
  });
  const [judged, beside] = [true, false].map((counts) =>
    graded.filter((entry) => itemOf(entry.factor, body)?.inSectionClass === counts),
  ) as [typeof graded, typeof graded];
  const worst = judged.reduce<WaterClass | null>(
    (grade, entry) => (grade === null || entry.class > grade ? entry.class : grade),
    null,
  );
  const main = judged
    .filter((entry) => entry.class > target)
    .sort((a, b) => b.class - a.class || byMultiple(a.factor, b.factor, values, body, target) || a.factor - b.factor)
    .slice(0, 3);
  return Object.freeze({
    class: worst,
    items: judged.length,
    main: Object.freeze(main),
    beside: Object.freeze(beside),
  });
}

/** Factors of an outfall whose daily mean is weighted by flow: CODMn, NH3-N, TP, TN, COD, SS, BOD5. */
export const FLOW_WEIGHTED_FACTORS: readonly number[] = Object.freeze([45, 46, 47, 48, 49, 50, 51]);
