import type { Factor } from './factors.ts';
import { MAX_MICRO, parseMicro, type Micro } from './reading.ts';

/**
 * Sent unit -> canonical unit, exactly: powers of ten move the decimal point of the text before anything is
 * rounded, everything else is one rational with a single rounding, half to even.
 */
export type Conversion =
  | { readonly kind: 'shift'; readonly power: number }
  | { readonly kind: 'ratio'; readonly numerator: bigint; readonly denominator: bigint; readonly offset: bigint };

const shift = (power: number): Conversion => Object.freeze({ kind: 'shift', power });
/** value * numerator / denominator + offset, the offset in millionths of the canonical unit. */
const ratio = (numerator: number, denominator: number, offset = 0): Conversion =>
  Object.freeze({
    kind: 'ratio',
    numerator: BigInt(numerator),
    denominator: BigInt(denominator),
    offset: BigInt(offset),
  });

/** One spelling per unit: micro sign, superscripts and case differ between packs, devices and people. */
function normalUnit(unit: string): string {
  return unit
    .trim()
    .toLowerCase()
    .replace(/[µμ]/g, 'u')
    .replaceAll('³', '3')
    .replaceAll('²', '2')
    .replace(/\s+/g, '')
    .replace(/℃|°c|degc/, 'c')
    .replace(/℉|°f|degf/, 'f')
    .replace(/^°$/, 'deg')
    .replace('nm3', 'm3')
    .replace('liter', 'l');
}

/** Within one dimension: unit -> power of ten against the dimension's first unit, or a rational to it. */
const DIMENSIONS: readonly Readonly<Record<string, Conversion>>[] = [
  { 'ug/m3': shift(0), 'ng/m3': shift(-3), 'mg/m3': shift(3), 'g/m3': shift(6) },
  { 'mg/l': shift(0), 'ug/l': shift(-3), 'g/l': shift(3) },
  { c: shift(0), f: ratio(5, 9, -17_777_778), k: ratio(1, 1, -273_150_000) },
  { kpa: shift(0), pa: shift(-3), hpa: shift(-1), mbar: shift(-1), mpa: shift(3), mmhg: ratio(101_325, 760_000) },
  { 'm/s': shift(0), 'km/h': ratio(10, 36) },
  { 'us/cm': shift(0), 'ms/cm': shift(3), 'ms/m': shift(1), 's/m': shift(4) },
  { 'l/s': shift(0), 'm3/s': shift(3), 'm3/h': ratio(1000, 3600), 'l/min': ratio(1, 60), 'm3/d': ratio(1000, 86_400) },
  { v: shift(0), kv: shift(3), mv: shift(-3) },
  { kw: shift(0), w: shift(-3), mw: shift(3) },
  { a: shift(0), ma: shift(-3), ka: shift(3) },
  { kwh: shift(0), wh: shift(-3), mwh: shift(3) },
  { '%': shift(0), 1: shift(2) },
  { 'db(a)': shift(0), db: shift(0), dba: shift(0) },
  { deg: shift(0) },
  { ntu: shift(0), fnu: shift(0) },
];

/** Molar masses, mg per mmol times 100, of what is sent in ppm or ppb. NOx counts as NO2. */
const MOLAR: Readonly<Record<string, number>> = {
  a05024: 4800,
  a21026: 6406,
  a21004: 4601,
  a21005: 2801,
  a21003: 3001,
  a21002: 4601,
};

/**
 * How to convert `sent` into the canonical unit of `factor`; `null` where the two do not belong together.
 * ppm and ppb are taken at the factor's reference state: 25 °C and 101.325 kPa, 24.45 L/mol, for ambient air
 * (GB 3095-2012 amendment of 2018, 3.15), 0 °C, 22.4 L/mol, for stacks (GB 13271-2014 3.9).
 */
export function conversionTo(factor: Factor, sent: string): Conversion | null {
  if (sent === '') return CANONICAL;
  const key = `${factor.id} ${sent}`;
  let conversion = found.get(key);
  if (conversion === undefined) {
    if (found.size >= FOUND_KEPT) found.clear();
    found.set(key, (conversion = findConversion(factor, sent)));
  }
  return conversion;
}

const CANONICAL = shift(0);
/** Asked once per item: remembered, bounded because a partner may write any unit. */
const FOUND_KEPT = 4096;
const found = new Map<string, Conversion | null>();

function findConversion(factor: Factor, sent: string): Conversion | null {
  const from = normalUnit(sent);
  const to = normalUnit(factor.unit);
  if (from === to || from === '') return CANONICAL;
  const moles = /^(ppm|ppb|ppbv|ppmv|nmol\/mol|umol\/mol)$/.exec(from);
  if (moles) {
    const mass = MOLAR[factor.code.slice(0, 6)];
    if (mass === undefined || (to !== 'ug/m3' && to !== 'mg/m3')) return null;
    const stack = factor.id >= 60 && factor.id < 90;
    const billion = from.startsWith('ppb') || from.startsWith('nmol');
    // ppb -> ug/m3 and ppm -> mg/m3 have the same figure; the other pairs differ by a thousand.
    const power = (billion ? 0 : 3) - (to === 'mg/m3' ? 3 : 0);
    const [numerator, denominator] = stack ? [mass, 2240] : [mass, 2445];
    return power >= 0 ? ratio(numerator * 10 ** power, denominator) : ratio(numerator, denominator * 10 ** -power);
  }
  for (const dimension of DIMENSIONS) {
    const source = dimension[from];
    const target = dimension[to];
    if (!source || !target) continue;
    if (source.kind === 'shift') return target.kind === 'shift' ? shift(source.power - target.power) : null;
    if (target.kind === 'shift' && target.power === 0) return source;
    if (target.kind === 'shift' && source.offset === 0n) {
      return {
        kind: 'ratio',
        numerator: source.numerator,
        denominator: source.denominator * 10n ** BigInt(target.power),
        offset: 0n,
      };
    }
  }
  return null;
}

/**
 * Decimal text in the sent unit to millionths of the canonical one; `null` where it is no decimal number or leaves the
 * range.
 */
export function convertText(text: string, conversion: Conversion): Micro | null {
  if (conversion.kind === 'shift')
    return conversion.power === 0 ? parseMicro(text) : parseMicro(movePoint(text, conversion.power));
  const micro = parseMicro(text);
  if (micro === null) return null;
  const result = divideHalfEven(BigInt(micro) * conversion.numerator, conversion.denominator) + conversion.offset;
  return result > BigInt(MAX_MICRO) || result < -BigInt(MAX_MICRO) ? null : Number(result);
}

function movePoint(text: string, power: number): string {
  const match = /^(.*?)(?:[eE]([+-]?\d{1,2}))?$/.exec(text.trim());
  return match ? `${match[1]}e${Number(match[2] ?? 0) + power}` : text;
}

function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n;
  const absolute = negative ? -numerator : numerator;
  let quotient = absolute / denominator;
  const twice = (absolute % denominator) * 2n;
  if (twice > denominator || (twice === denominator && quotient % 2n === 1n)) quotient += 1n;
  return negative ? -quotient : quotient;
}
