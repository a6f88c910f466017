import { periodMean } from './period-mean.ts';

/** An hour or a day of one series as it follows from its parts. Millionths. */
export interface PeriodValue {
  readonly value: bigint | null;
  readonly sum: bigint;
  /** Parts that count, and how many there should be. */
  readonly count: number;
  readonly expected: number;
  readonly isValid: boolean;
  readonly low: bigint | null;
  readonly high: bigint | null;
  /** A part was over range: the value is a lower bound. */
  readonly isOver: boolean;
  /** 1 from its parts, 2 as the device reported it. */
  readonly origin: 1 | 2;
}

/** A part of a period: value in millionths. */
export interface PeriodPart {
  readonly micro: number;
  readonly counts: boolean;
  readonly isOver: boolean;
}

/** The value of a period from its parts. @param isEnough whether so many parts that count make it valid */
export function periodValue(
  factor: number,
  parts: readonly PeriodPart[],
  expected: number,
  origin: 1 | 2,
  isEnough: (count: number) => boolean,
): PeriodValue {
  const counted = parts.filter(({ counts }) => counts);
  const values = counted.map(({ micro }) => micro);
  const mean = periodMean(factor, values);
  const extreme = (of: (a: number, b: number) => number): bigint | null =>
    values.length === 0 ? null : BigInt(values.reduce(of));
  return {
    value: mean?.micro ?? null,
    sum: mean?.sum ?? 0n,
    count: values.length,
    expected,
    isValid: isEnough(values.length),
    low: extreme((a, b) => Math.min(a, b)),
    high: extreme((a, b) => Math.max(a, b)),
    isOver: counted.some(({ isOver }) => isOver),
    origin,
  };
}
