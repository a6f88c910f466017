import { type QualityRule } from '../../server/standards/mod.ts';
import { QUALITY_CODES } from '../../streams/contracts/codes.ts';

/** An hour as its parts make it, before any finding takes it out. Values in millionths. */
export interface OracleHour {
  /** Seconds UTC. */
  readonly at: number;
  readonly station: number;
  readonly factor: number;
  readonly mean: bigint | null;
  readonly low: bigint | null;
  readonly high: bigint | null;
  readonly expected: number;
  readonly enough: boolean;
  readonly heard: number;
  readonly flagged: number;
  readonly marked: number;
  readonly ahead: number;
  readonly below: number;
  readonly outside: number;
  readonly late: number;
  readonly slowest: number;
  readonly contradicts: number;
  readonly behind: boolean;
}

export interface Finding {
  readonly at: number;
  readonly station: number;
  readonly factor: number;
  readonly code: number;
  readonly invalidates: number;
  readonly value: string | null;
  readonly reference: string | null;
  readonly count: number;
}

export interface FindingStation {
  readonly id: number;
  readonly period: number;
}

const HOUR = 3600;
const DAY = 86_400;
const abs = (x: bigint): bigint => (x < 0n ? -x : x);
const largest = (...xs: bigint[]): bigint => xs.reduce((a, b) => (a > b ? a : b));
const lowerMedian = (xs: readonly bigint[]): bigint =>
  [...xs].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))[Math.floor((xs.length - 1) / 2)]!;

/**
 * Every finding of the final hours from scratch, the plain way: what the quality job must arrive at whatever the order
 * of arrival.
 * @param neighbours the three nearest of each station
 */
// eslint-disable-next-line max-lines-per-function -- an oracle reads as the standard does, top to bottom
export function findingsOf(
  hours: readonly OracleHour[],
  stations: readonly FindingStation[],
  ruleOf: (hour: OracleHour) => QualityRule,
  neighbours: ReadonlyMap<number, readonly number[]>,
): Finding[] {
  const bySeries = new Map<string, Map<number, OracleHour>>();
  for (const hour of hours) {
    const key = `${hour.station} ${hour.factor}`;
    bySeries.set(key, (bySeries.get(key) ?? new Map()).set(hour.at, hour));
  }
  const known = (station: number, factor: number, at: number): OracleHour | undefined =>
    bySeries.get(`${station} ${factor}`)?.get(at);
  const good = (hour: OracleHour | undefined): bigint | null => (hour?.enough ? hour.mean : null);
  const flat = (hour: OracleHour): boolean => good(hour) !== null && hour.low === hour.mean && hour.high === hour.mean;
  const findings: Finding[] = [];
  for (const hour of hours) {
    const rule = ruleOf(hour);
    const { at, station, factor } = hour;
    const step = Math.max(HOUR, stations.find((s) => s.id === station)!.period);
    const own = [...bySeries.get(`${station} ${factor}`)!.values()].sort((a, b) => a.at - b.at);
    const earlier = own.filter((other) => other.at < at && other.at >= at - DAY);
    const add = (
      code: keyof typeof QUALITY_CODES,
      value: bigint | null,
      reference: bigint | null,
      count: number,
    ): void => {
      const id = QUALITY_CODES[code];
      findings.push({
        at,
        station,
        factor,
        code: id,
        invalidates: (rule.invalidates >> id) & 1,
        value: value?.toString() ?? null,
        reference: reference?.toString() ?? null,
        count,
      });
    };
    if (hour.outside > 0) add('QC_RANGE', null, BigInt(rule.high), hour.outside);
    if (hour.below > 0) add('QC_NEG', null, -BigInt(rule.detection), hour.below);
    if (hour.late > 0) add('QC_LATE', BigInt(hour.slowest) * 1_000_000n, BigInt(rule.late) * 1_000_000n, hour.late);
    if (hour.ahead > 0 || hour.behind)
      add('QC_CLOCK', BigInt(hour.slowest) * 1_000_000n, null, hour.ahead > 0 ? hour.ahead : hour.heard);
    if (hour.flagged > 0) add('QC_FLAG', null, null, hour.flagged);
    if (hour.marked > 0) add('QC_MARK', null, null, hour.marked);
    if (hour.contradicts > 0) add('MARK_CONTRADICTED', hour.high ?? 0n, null, hour.contradicts);
    const last = earlier.at(-1);
    const gap = last ? Math.max(0, Math.floor((at - last.at) / step) - 1) : 0;
    const missing = Math.max(0, hour.expected - hour.heard) + gap * hour.expected;
    if (missing >= rule.miss) add('QC_MISS', null, null, missing);

    const x = good(hour);
    if (x === null) continue;
    const length =
      hour.expected === 1
        ? Math.max(Math.min(rule.stuckSingle, 4), Math.floor((rule.stuckSingle * 3600) / step))
        : rule.stuck;
    const run = earlier.slice(Math.max(0, earlier.length - (length - 1)));
    if (
      length > 1 &&
      flat(hour) &&
      x > BigInt(rule.stuckAbove) &&
      run.length === length - 1 &&
      run.every((other) => flat(other) && other.mean === x) &&
      run[0]!.at >= at - (length - 1) * step
    ) {
      add('QC_STUCK', x, null, length);
    }
    const before = earlier.map(good).filter((value) => value !== null);
    const following = own
      .filter((other) => other.at > at && other.at <= at + Math.min(8 * HOUR, 2 * step))
      .map(good)
      .filter((value) => value !== null);
    if (rule.spike > 0 && before.length >= rule.history) {
      const median = lowerMedian(before);
      const deviation = largest(BigInt(rule.spread), lowerMedian(before.map((value) => abs(value - median))));
      const far = (value: bigint): boolean => abs(value - median) * 6745n > deviation * 10_000n * BigInt(rule.spike);
      if (far(x) && following.some((value) => !far(value))) add('QC_SPIKE', x, median, before.length);
    }
    if (rule.step > 0 && before.length >= rule.history && following.length === 2) {
      const n = BigInt(before.length);
      const total = before.reduce((a, b) => a + b, 0n);
      const variance = largest(
        n * before.reduce((a, b) => a + b * b, 0n) - total * total,
        (n * BigInt(rule.spread)) ** 2n,
      );
      const beyond = (value: bigint): boolean =>
        (n * value - total) ** 2n > BigInt(rule.step) ** 2n * variance && n * value > total === n * x > total;
      if ([x, ...following].every(beyond)) add('QC_STEP', x, total / n, before.length);
    }
    const whole = rule.whole === 0 ? null : good(known(station, rule.whole, at));
    if (whole !== null && x - whole > largest(BigInt(rule.wholeBy), (whole * BigInt(rule.wholePercent)) / 100n))
      add('QC_INV', x, whole, 1);
    const humidity = good(known(station, 21, at));
    if (rule.humidity > 0 && humidity !== null && humidity > BigInt(rule.humidity))
      add('QC_RH', humidity, BigInt(rule.humidity), 1);
    const others = (neighbours.get(station) ?? [])
      .map((other) => good(known(other, factor, at)))
      .filter((value) => value !== null);
    if (rule.neighbours > 0 && others.length === 3) {
      const total = others.reduce((a, b) => a + b, 0n);
      if (
        largest(3n * x, total) >= 3n * BigInt(rule.neighboursFrom) &&
        abs(3n * x - total) * 100n > BigInt(rule.neighbours) * abs(total)
      )
        add('QC_NEIGH', x, total / 3n, 3);
    }
  }
  return findings.sort((a, b) => a.at - b.at || a.station - b.station || a.factor - b.factor || a.code - b.code);
}
