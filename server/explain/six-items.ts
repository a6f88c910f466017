import type { Explanation, Words } from '../../streams/contracts/explanation.ts';
import { AQI_FACTORS } from '../../streams/contracts/factors.ts';
import type { Micro } from '../../streams/contracts/reading.ts';
import type { AirQuality } from '../standards/mod.ts';
import { factorWords, joined, words } from './words.ts';

/** Of six means the number an address asks for: the AQI, or the index of one factor. */
export const indexAsked = ({ aqi, iaqis }: AirQuality, only: number | null): number | null =>
  only === null ? aqi : (iaqis[AQI_FACTORS.findIndex((factor) => factor === only)] ?? null);

/** Title of an index of a place in a span. */
export const indexTitle = (names: Words, span: Words, only: number | null, ...more: readonly string[]): Words =>
  joined(names, span, only === null ? 'AQI' : joined(factorWords(only), 'IAQI'), ...more);

/** Validity of an index of six means (HJ 633 5.3.1). */
export const sixValidity = (
  means: readonly (Micro | null)[],
  aqi: number | null,
  clause: string,
): Explanation['validity'] => ({
  valid: means.filter((mean) => mean !== null).length,
  expected: AQI_FACTORS.length,
  isSufficient: aqi !== null,
  rule: words('六项齐全，或 AQI 大于 100', 'all six items, or an AQI above 100'),
  clause,
});
