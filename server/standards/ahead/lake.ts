import { present } from '../../platform/present.ts';

/**
 * Trophic state of a lake or reservoir: 10 (a + b ln x), weighted (环办〔2011〕22号, recalled and to be checked).
 * Chlorophyll in mg/m³, transparency in m, others mg/L.
 */
export interface TrophicItem {
  readonly name: 'chla' | 'tp' | 'tn' | 'transparency' | 'codmn';
  readonly a: number;
  readonly b: number;
  readonly weight: number;
}

const item = (name: TrophicItem['name'], a: number, b: number, weight: number): TrophicItem =>
  Object.freeze({ name, a, b, weight });
export const TROPHIC_ITEMS: readonly TrophicItem[] = Object.freeze([
  item('chla', 2.5, 1.086, 0.2663),
  item('tp', 9.436, 1.624, 0.1879),
  item('tn', 5.453, 1.694, 0.179),
  item('transparency', 5.118, -1.94, 0.1834),
  item('codmn', 0.109, 2.661, 0.1834),
]);

export type TrophicState = 'oligotrophic' | 'mesotrophic' | 'light' | 'medium' | 'heavy';

/** Single index of one item, `null` for a value that has no logarithm. */
export function trophicIndexOf(name: TrophicItem['name'], value: number): number | null {
  const { a, b } = present(
    TROPHIC_ITEMS.find((entry) => entry.name === name),
    name,
  );
  return value > 0 ? 10 * (a + b * Math.log(value)) : null;
}

/**
 * Comprehensive trophic index in tenths, all five items needed (a partial sum is another quantity), `null` otherwise.
 * @param values monthly means; chlorophyll in mg/m³
 */
export function trophicTenths(values: Readonly<Record<TrophicItem['name'], number | null>>): number | null {
  let sum = 0;
  for (const { name, weight } of TROPHIC_ITEMS) {
    const value = values[name];
    const index = value === null ? null : trophicIndexOf(name, value);
    if (index === null) return null;
    sum += weight * index;
  }
  return Math.round(sum * 10);
}

/** State of an index in tenths: below 30, to 50, to 60, to 70, above. */
export const trophicState = (tenths: number): TrophicState =>
  tenths < 300
    ? 'oligotrophic'
    : tenths <= 500
      ? 'mesotrophic'
      : tenths <= 600
        ? 'light'
        : tenths <= 700
          ? 'medium'
          : 'heavy';
