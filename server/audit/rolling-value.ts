import { halfEven, isDirection, isLevel } from './exact-mean.ts';
import type { Observation } from './raw-readings.ts';
import { isOverRange, takesPart, validSamples, type Sample } from './valid-samples.ts';

const BUCKET = 300;
/** Closed buckets before the open one. */
const BUCKETS = 11;
/** A minute closes so long after its end. */
const CLOSING = 30;
const MINUTE = 60;
/** Folded (zs) statistic of a basis statistic. */
export const FOLDED: Readonly<Record<number, number>> = Object.freeze({ 1: 2, 10: 14, 20: 24 });

/** The rolling hour 滚动小时 of a tick: [since, now), seconds UTC; what lies before `until` is in closed minutes. */
export interface RollingHour {
  readonly now: number;
  readonly since: number;
  readonly until: number;
}

export function rollingHourOf(now: number): RollingHour {
  const open = Math.floor(now / BUCKET) * BUCKET;
  return { now, since: open - BUCKETS * BUCKET, until: Math.floor((now - CLOSING) / MINUTE) * MINUTE };
}

/** What a series shows for a rolling hour. Millionths; sums of sound levels are energies. */
export interface RollingValue {
  readonly sum: bigint;
  readonly count: number;
  /** `null`: too few samples, or a wind direction. */
  readonly mean: bigint | null;
  readonly lastTime: number;
  readonly lastMicro: number | null;
  readonly lastLetter: number;
  readonly isOver: boolean;
}

const energy = (micro: number): bigint => BigInt(Math.round(10 ** (Math.min(micro, 130_000_000) / 1e7) * 1e3));

function valueOf(
  factor: number,
  samples: readonly Sample[],
  period: number,
  { now, since }: RollingHour,
): RollingValue {
  const counted = samples.filter(takesPart);
  const sum = counted.reduce((total, { micro }) => total + (isLevel(factor) ? energy(micro) : BigInt(micro)), 0n);
  const isEnough = counted.length > 0 && counted.length * period * 4 >= 3 * (now - since);
  const count = BigInt(counted.length);
  const newest = samples.at(-1);
  return {
    sum,
    count: counted.length,
    mean:
      !isEnough || isDirection(factor)
        ? null
        : isLevel(factor)
          ? BigInt(Math.round(10 * Math.log10(Number(sum) / 1e3 / counted.length) * 100)) * 10_000n
          : halfEven(sum, count),
    lastTime: newest?.time ?? 0,
    lastMicro: newest?.micro ?? null,
    lastLetter: newest?.letter ?? 0,
    isOver: samples.some(isOverRange),
  };
}

const identity = (said: Observation): string => `${said.time} ${said.micro} ${said.letter}`;

/**
 * Every value that a tick may rightly have shown. Readings were read before the tick and after it: those of the first look it
 * has seen; of those that came in between it saw some first ones in the order in which they are written, and of closed minutes no
 * more than of what is not closed. `null` where so many came in between that it cannot be told.
 * @param before, after what was said of the series and one statistic, read before and after the tick
 */
export function rollingValues(
  factor: number,
  before: readonly Observation[],
  after: readonly Observation[],
  period: number,
  hour: RollingHour,
  mostUncertain: number,
): RollingValue[] | null {
  const known = new Set(before.map(identity));
  const inside = after.filter(({ time }) => time >= hour.since && time < hour.now);
  const certain = inside.filter((said) => known.has(identity(said)));
  const between = inside.filter((said) => !known.has(identity(said))).sort((a, b) => a.ordinal - b.ordinal);
  if (between.length > mostUncertain) return null;
  const [early, late] = [
    between.filter(({ time }) => time < hour.until),
    between.filter(({ time }) => time >= hour.until),
  ];
  const values: RollingValue[] = [];
  for (let i = early.length; i >= 0; i -= 1) {
    for (let j = late.length; j >= 0; j -= 1)
      values.push(valueOf(factor, validSamples([...certain, ...early.slice(0, i), ...late.slice(0, j)]), period, hour));
  }
  return values;
}

/** A row of `rolling`. */
export interface ShownRolling {
  readonly station: number;
  readonly factor: number;
  readonly folded: number;
  readonly total: string;
  readonly samples: number;
  readonly mean: string | null;
  readonly is_closed: number;
  readonly last_at: number;
  readonly newest: string | null;
  readonly last_flag: number;
  readonly over: number;
}

/** The first field in which a row differs from a value, `null` where it agrees. Of a row that shows the closed hour only the newest sample is compared. */
export function rollingDifference(shown: ShownRolling, value: RollingValue): string | null {
  if (shown.is_closed === 1) {
    if (value.mean !== null) return 'closed';
  } else {
    if (shown.samples !== value.count) return 'count';
    if (!near(shown.factor, BigInt(shown.total), value.sum)) return 'sum';
    const mean = shown.mean === null ? null : BigInt(shown.mean);
    if (mean === null ? value.mean !== null : value.mean === null || !near(shown.factor, mean, value.mean))
      return 'mean';
  }
  if (value.lastMicro === null) return shown.newest === null ? null : 'newest';
  if (
    shown.last_at !== value.lastTime ||
    Number(shown.newest) !== value.lastMicro ||
    shown.last_flag !== value.lastLetter
  )
    return 'newest';
  return (shown.over === 1) === value.isOver ? null : 'over';
}

/** Energies go through logarithms: the last digits may differ. */
const near = (factor: number, a: bigint, b: bigint): boolean => {
  if (!isLevel(factor)) return a === b;
  const apart = a > b ? a - b : b - a;
  return apart <= 10_000n || apart * 1_000_000_000n <= (a > 0n ? a : -a);
};
