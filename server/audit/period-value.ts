import type { RegistryStation } from '../registry/mod.ts';
import { VALIDITY, hourIsValid, maskOf } from '../standards/mod.ts';
import { STATISTICS } from '../../streams/contracts/reading.ts';
import { isSameMean, meanOf } from './exact-mean.ts';
import type { Observation } from './raw-readings.ts';
import { partRule, type MarkedSpan } from './part-rule.ts';
import { isOverRange, takesPart, validSamples, type Sample } from './valid-samples.ts';

/** An hour or a day of one series as it follows from its parts. Millionths. */
export interface PeriodValue {
  readonly value: bigint | null;
  readonly sum: bigint;
  readonly count: number;
  readonly expected: number;
  readonly isValid: boolean;
  readonly low: bigint | null;
  readonly high: bigint | null;
  readonly isOver: boolean;
  /** 1 from its parts, 2 as the device reported it. */
  readonly origin: 1 | 2;
}

interface Part {
  readonly micro: number;
  readonly counts: boolean;
  readonly isOver: boolean;
}
/** Of a station, what its hours and days rest on. `kindId` chooses the rules of quality control; without it there are none. */
type Place = Pick<RegistryStation, 'basis' | 'period'> & { readonly kindId?: number };
const NO_MARKS: readonly MarkedSpan[] = Object.freeze([]);

const HOUR = 3600;

function valueOf(
  factor: number,
  parts: readonly Part[],
  expected: number,
  origin: 1 | 2,
  valid: (count: number) => boolean,
): PeriodValue {
  const counted = parts.filter(({ counts }) => counts);
  const values = counted.map(({ micro }) => micro);
  const mean = meanOf(factor, values);
  const extreme = (of: (a: number, b: number) => number): bigint | null =>
    values.length === 0 ? null : BigInt(values.reduce(of));
  return {
    value: mean?.micro ?? null,
    sum: mean?.sum ?? 0n,
    count: values.length,
    expected,
    isValid: valid(values.length),
    low: extreme((a, b) => Math.min(a, b)),
    high: extreme((a, b) => Math.max(a, b)),
    isOver: counted.some(({ isOver }) => isOver),
    origin,
  };
}

const partsOf = (said: readonly Observation[], counts: (sample: Sample) => boolean = takesPart): Part[] =>
  validSamples(said).map((sample) => ({ micro: sample.micro, counts: counts(sample), isOver: isOverRange(sample) }));

/**
 * The hour value (docs/notes/021): exact mean of the valid versions of the station's basis statistic; where there is not one of
 * them, what the device reported (CN 2061); without the parts that quality control or a mark takes out. `null`: nothing was said of this hour.
 * @param said of one series and one hour, any statistics
 */
export function hourValue(
  factor: number,
  said: readonly Observation[],
  { basis, period, kindId = 0 }: Place,
  marks: readonly MarkedSpan[] = NO_MARKS,
): PeriodValue | null {
  const own = basis === STATISTICS.hour ? [] : said.filter(({ statistic }) => statistic === basis);
  const chosen = own.length > 0 ? own : said.filter(({ statistic }) => statistic === STATISTICS.hour);
  if (chosen.length === 0) return null;
  const step = Math.max(basis === STATISTICS.minute ? 60 : 1, period);
  const expected = own.length > 0 ? Math.max(1, Math.floor(HOUR / step)) : 1;
  const start = Math.floor(chosen[0]!.time / HOUR) * HOUR;
  const counts = partRule(kindId, factor, start, own.length > 0 ? basis : STATISTICS.hour, marks);
  return valueOf(factor, partsOf(chosen, counts), expected, own.length > 0 ? 1 : 2, (count) =>
    hourIsValid(count, expected),
  );
}

/** An hour of `hours_now` as a part of its day. */
export interface HourPart {
  readonly micro: number;
  readonly counts: boolean;
  readonly isOver: boolean;
}

/**
 * The day value: exact mean of its valid hours, valid from 20 of 24 on, or the same share of what a slower station sends; where
 * there is no hour at all, what the device reported (CN 2031). `null`: nothing is known of this day.
 * @param seconds length of the civil day
 */
export function dayValue(
  factor: number,
  hours: readonly HourPart[],
  reported: readonly Observation[],
  { period }: Place,
  seconds: number,
): PeriodValue | null {
  if (hours.length === 0 && reported.length === 0) return null;
  const expected = hours.length > 0 ? Math.max(1, Math.floor(seconds / Math.max(HOUR, period))) : 1;
  const { minimum, of } = VALIDITY.day;
  return valueOf(
    factor,
    hours.length > 0 ? hours : partsOf(reported),
    expected,
    hours.length > 0 ? 1 : 2,
    (count) => count * of >= expected * minimum,
  );
}

/** A row of `hours_now` or `days_now`. */
export interface ShownRow {
  readonly station: number;
  readonly factor: number;
  readonly value: string | null;
  readonly sum: string;
  readonly count: number;
  readonly expected: number;
  readonly valid: number;
  readonly low: string | null;
  readonly high: string | null;
  readonly over: number;
  readonly origin: number;
  /** Of an hour: enough parts count, whatever findings take it out; codes as bits. */
  readonly enough?: number;
  readonly codes?: number;
  /** ms UTC. */
  readonly computed: string;
}

const whole = (text: string | null): bigint | null => (text === null ? null : BigInt(text));

const HOUR_LEVEL = maskOf(['QC_STUCK', 'QC_SPIKE', 'QC_STEP', 'QC_INV', 'QC_NEIGH', 'QC_MISS', 'QC_CLOCK', 'QC_RH']);

/** An hour that quality control took out names the code; nothing makes an hour valid that has too few parts. */
const isValidityRight = ({ valid, enough = valid, codes = 0 }: ShownRow, isEnough: boolean): boolean =>
  (enough === 1) === isEnough && (valid === 1 ? isEnough : !isEnough || (codes & HOUR_LEVEL) !== 0);

/**
 * The first field in which a shown row differs from what its parts give, `null` where it agrees.
 * @param registryChanged ms UTC: a row computed before it may rest on another reporting period than the present one
 */
export function differenceOf(
  factor: number,
  shown: ShownRow,
  found: PeriodValue,
  registryChanged: number,
): string | null {
  if (shown.count !== found.count) return 'count';
  if (!isSameMean(factor, BigInt(shown.sum), found.sum, BigInt(Math.max(1, found.count)))) return 'sum';
  if (!isSameMean(factor, whole(shown.value), found.value)) return 'value';
  if (whole(shown.low) !== found.low) return 'low';
  if (whole(shown.high) !== found.high) return 'high';
  if ((shown.over === 1) !== found.isOver) return 'over';
  if (shown.origin !== found.origin) return 'origin';
  if (Number(shown.computed) < registryChanged) return null;
  if (shown.expected !== found.expected) return 'expected';
  return isValidityRight(shown, found.isValid) ? null : 'valid';
}

/** `35.2 (58/60)`, for people; where value and counts are the same on both sides, the field that differs. */
export function textsOf(
  row: ShownRow | undefined,
  found: PeriodValue | null,
  field: string,
): readonly [shown: string, recomputed: string] {
  const text = (value: bigint | null, count: number, expected: number, isValid: boolean): string =>
    `${decimalOrNone(value)} (${count}/${expected}${isValid ? '' : ', invalid'})`;
  const shown = row ? text(whole(row.value), row.count, row.expected, row.valid === 1) : '-';
  const recomputed = found ? text(found.value, found.count, found.expected, found.isValid) : '-';
  if (shown !== recomputed || !row || !found) return [shown, recomputed];
  switch (field) {
    case 'sum':
      return [`sum ${decimalText(BigInt(row.sum))}`, `sum ${decimalText(found.sum)}`];
    case 'low':
      return [`low ${decimalOrNone(whole(row.low))}`, `low ${decimalOrNone(found.low)}`];
    case 'high':
      return [`high ${decimalOrNone(whole(row.high))}`, `high ${decimalOrNone(found.high)}`];
    case 'over':
      return [`over range ${row.over}`, `over range ${Number(found.isOver)}`];
    default:
      return [`origin ${row.origin}`, `origin ${found.origin}`];
  }
}

const decimalOrNone = (micro: bigint | null): string => (micro === null ? '-' : decimalText(micro));

/** Millionths as a decimal. */
export function decimalText(micro: bigint): string {
  const magnitude = micro < 0n ? -micro : micro;
  const fraction = (magnitude % 1_000_000n).toString().padStart(6, '0').replace(/0+$/, '');
  return `${micro < 0n ? '-' : ''}${magnitude / 1_000_000n}${fraction === '' ? '' : `.${fraction}`}`;
}
