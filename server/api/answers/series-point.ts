import { DateTime } from 'luxon';
import type { ApiAnswer } from '../../../streams/contracts/api/operations.ts';
import type { RegistryStation } from '../../registry/mod.ts';
import { codesIn, hourIsValid } from '../../standards/mod.ts';
import { iso } from '../instants.ts';

type SeriesAnswer = ApiAnswer<'series'>;
type SeriesStep = SeriesAnswer['step'];
type Point = SeriesAnswer['points'][number];

/** One row of a series; which columns there are depends on the step. */
export interface StoredPoint {
  /** Start, seconds UTC. */
  readonly t?: number;
  /** Civil date of a day. */
  readonly civil?: string;
  readonly value: string | null;
  readonly flag?: string;
  readonly count?: number;
  readonly expected?: number;
  readonly valid?: number;
  readonly over?: number;
  readonly enough?: number;
  readonly codes?: number;
}

const MINUTE = 60_000;

function periodOf(
  step: SeriesStep,
  { t = 0, civil }: StoredPoint,
  zone: string,
): Pick<Point, 'time' | 'end' | 'label'> {
  if (civil !== undefined)
    return { time: civil, end: DateTime.fromISO(civil).plus({ days: 1 }).toFormat('yyyy-MM-dd') };
  const start = t * 1000;
  if (step === '5m') return { time: iso(start), end: iso(start + 5 * MINUTE) };
  if (step !== 'hour') return { time: iso(start) };
  const end = start + 60 * MINUTE;
  return { time: iso(start), end: iso(end), label: DateTime.fromMillis(end, { zone }).toFormat('yyyy-MM-dd HH:mm') };
}

/** How many parts count, and whether they suffice. */
function validityOf(
  step: SeriesStep,
  { count, expected, valid }: StoredPoint,
  period: number,
): Pick<Point, 'count' | 'expected' | 'valid'> {
  const counted = count === undefined ? {} : { count };
  if (step === '5m') {
    // Five minutes have no clause of their own: they count as an hour does, by three quarters of what is due.
    const due = Math.max(1, Math.floor(300 / Math.max(1, period)));
    return { ...counted, expected: due, valid: hourIsValid(count ?? 0, due) };
  }
  return {
    ...counted,
    ...(expected === undefined ? {} : { expected }),
    ...(valid === undefined ? {} : { valid: valid === 1 }),
  };
}

/** @param zone IANA zone that the labels of hours are in */
export function seriesPoint(
  step: SeriesStep,
  row: StoredPoint,
  { period }: Pick<RegistryStation, 'period'>,
  zone: string,
): Point {
  const { value, flag, over, enough, codes } = row;
  return {
    ...periodOf(step, row, zone),
    value: value === null ? null : Number(value),
    ...(flag === undefined ? {} : { flag }),
    ...validityOf(step, row, period),
    ...(enough === undefined ? {} : { enough: enough === 1 }),
    ...(codes === undefined ? {} : { codes: codesIn(codes) }),
    ...(over === undefined ? {} : { over: over === 1 }),
  };
}
