import { civilDayStart } from '../../../server/platform/civil-day.ts';
import { decimal, directionOf, energyOf, levelOf, meanOf } from '../hours-oracle.ts';
import { tickInstantOf } from '../../../server/windows/mod.ts';

/** One value as it arrived. `time` seconds UTC, `value` millionths, `late` seconds from its time to its arrival. */
export interface Arrived {
  readonly station: number;
  readonly factor: number;
  readonly statistic: number;
  readonly time: number;
  readonly value: number;
  readonly flag: string;
  readonly sequence: number;
  readonly late: number;
}

export interface PlainStation {
  readonly id: number;
  readonly kind: number;
  readonly basis: number;
  readonly period: number;
}

/** Hour value of a series, in millionths. */
export interface PlainHour {
  readonly value: bigint | null;
  readonly sum: bigint;
  readonly count: number;
  readonly expected: number;
  readonly isValid: boolean;
  readonly low: bigint | null;
  readonly high: bigint | null;
  readonly over: boolean;
  readonly origin: number;
  /** Rests on a value that came more than `LATE_SECONDS` after its time. */
  readonly isLate: boolean;
}

/** Later than this is late: the bucket has closed. */
const LATE_SECONDS = 60;
export const DIRECTION = 24;
export const LEVEL = 90;
const HOUR = 3600;
const FOLDED = new Map([
  [1, 2],
  [10, 14],
  [20, 24],
]);
const counts = ({ flag }: Arrived): boolean => flag === 'N' || flag === 'T';

/**
 * What one series was told, and its windows computed from all of it, the plain way: what the store's SQL is held
 * against.
 */
export class SeriesHistory {
  readonly station: PlainStation;
  readonly factor: number;
  /** By hour and by (time, statistic): every identity, with the smallest sequence that said it. */
  readonly #said = new Map<number, Map<number, Arrived[]>>();
  /** Hour values as last computed, by start. */
  readonly hours = new Map<number, PlainHour>();
  readonly #dirty = new Set<number>();

  constructor(station: PlainStation, factor: number) {
    this.station = station;
    this.factor = factor;
  }

  say(reading: Arrived): void {
    const hour = reading.time - (reading.time % HOUR);
    const instants = this.#said.get(hour) ?? new Map<number, Arrived[]>();
    this.#said.set(hour, instants);
    const key = reading.time * 64 + reading.statistic;
    const identities = instants.get(key) ?? [];
    instants.set(key, identities);
    const same = identities.findIndex(({ value, flag }) => value === reading.value && flag === reading.flag);
    if (same < 0) identities.push(reading);
    else if (reading.sequence < identities[same]!.sequence) identities[same] = reading;
    this.#dirty.add(hour);
  }

  /** The valid version of each instant of [from, until) of one statistic: the identity said first at the latest. */
  #valid(statistic: number, from: number, until: number): Arrived[] {
    const valid: Arrived[] = [];
    for (let hour = from - (from % HOUR); hour < until; hour += HOUR) {
      for (const [key, identities] of this.#said.get(hour) ?? []) {
        const time = Math.floor(key / 64);
        if (key % 64 !== statistic || time < from || time >= until) continue;
        valid.push(
          identities.reduce((a, b) =>
            (
              b.sequence !== a.sequence
                ? b.sequence > a.sequence
                : b.value !== a.value
                  ? b.value > a.value
                  : b.flag > a.flag
            )
              ? b
              : a,
          ),
        );
      }
    }
    return valid;
  }

  /** Computes the touched hours that start before `openFrom`, as the hours job does. */
  computeHours(openFrom: number): void {
    for (const hour of this.#dirty) {
      if (hour >= openFrom) continue;
      this.#dirty.delete(hour);
      const value = this.#hour(hour);
      if (value !== null) this.hours.set(hour, value);
    }
  }

  #hour(hour: number): PlainHour | null {
    const { basis, period } = this.station;
    const own = basis === 20 ? [] : this.#valid(basis, hour, hour + HOUR);
    const parts = own.length > 0 ? own : this.#valid(20, hour, hour + HOUR);
    if (parts.length === 0) return null;
    const origin = own.length > 0 ? 1 : 2;
    const expected = origin === 2 ? 1 : Math.max(1, Math.floor(HOUR / Math.max(basis === 10 ? 60 : 1, period)));
    return {
      ...this.#mean(
        parts.filter(counts).map((part) => ({ micro: BigInt(part.value), over: part.flag === 'T' })),
        expected,
        0.75,
      ),
      origin,
      isLate: parts.some(({ late }) => late > LATE_SECONDS),
    };
  }

  #mean(
    parts: readonly { micro: bigint; over: boolean }[],
    expected: number,
    share: number,
  ): Omit<PlainHour, 'origin' | 'isLate'> {
    const values = parts.map(({ micro }) => micro);
    const special = this.factor === DIRECTION ? directionOf : this.factor === LEVEL ? levelOf : null;
    const value = values.length === 0 ? null : (special ?? meanOf)(values);
    const sorted = [...values].sort((a, b) => (a < b ? -1 : 1));
    return {
      value,
      expected,
      count: values.length,
      isValid: values.length >= expected * share,
      over: parts.some(({ over }) => over),
      sum: special !== null ? (value ?? 0n) * BigInt(values.length) : values.reduce((a, b) => a + b, 0n),
      low: sorted[0] ?? null,
      high: sorted.at(-1) ?? null,
    };
  }

  /** Civil days that have ended by `closedBefore` (seconds UTC), by start. */
  days(zone: string, dayEnd: (start: number) => number, closedBefore: number): Map<number, Omit<PlainHour, 'isLate'>> {
    const byDay = new Map<number, PlainHour[]>();
    for (const [hour, value] of this.hours) {
      const start = civilDayStart(hour, zone);
      if (dayEnd(start) > closedBefore) continue;
      byDay.set(start, [...(byDay.get(start) ?? []), value]);
    }
    return new Map(
      [...byDay].map(([start, hours]) => {
        const expected = Math.max(1, Math.floor((dayEnd(start) - start) / Math.max(HOUR, this.station.period)));
        const parts = hours
          .filter(({ value, isValid }) => isValid && value !== null)
          .map(({ value, over }) => ({ micro: value!, over }));
        return [start, { ...this.#mean(parts, expected, 20 / 24), origin: 1 }] as const;
      }),
    );
  }

  /**
   * The rolling row at an instant, its columns joined by `|` as `ROLLING_COLUMNS` asks for them; `null` where there is
   * none. Second: whether a late value is in the 1-h window, and in the longer ones.
   */
  rolling(
    now: number,
    folded: boolean,
  ): { readonly row: string; readonly late1: boolean; readonly lateHours: boolean } | null {
    const { since, hour: open } = tickInstantOf(now * 1000);
    const { basis, period: given } = this.station;
    const statistic = folded ? FOLDED.get(basis)! : basis;
    const period = basis === 10 ? Math.max(60, given) : basis === 20 ? Math.max(HOUR, given) : Math.max(1, given);
    const samples = this.#valid(statistic, since, now);
    const closed = folded
      ? []
      : Array.from({ length: 23 }, (_, i) => this.hours.get(open - (i + 1) * HOUR)).map((h) =>
          h?.isValid && h.value !== null ? h : null,
        );
    if (samples.length === 0 && closed.every((h) => h === null)) return null;

    const counted = samples.filter(counts);
    const inOpen = counted.filter(({ time }) => time >= open);
    const isEnough = counted.length > 0 && counted.length * period * 4 >= 3 * (now - since);
    const last = closed[0] ?? null;
    const stands = !isEnough && last !== null && last.count > 0;
    const sum1 = stands ? last.sum : this.#total(counted);
    const mean1 = stands
      ? meanOfSum(last.sum, last.count)
      : !isEnough || this.factor === DIRECTION
        ? null
        : this.#meanOf(counted);
    const openMean = inOpen.length > 0 && inOpen.length * period * 4 >= 3 * HOUR ? [this.#meanOf(inOpen)] : [];
    const long = (hours: number, least: number): bigint | null => {
      const values = [
        ...openMean,
        ...closed
          .slice(0, hours - 1)
          .filter((h) => h !== null)
          .map(({ value }) => value!),
      ];
      // Means of directions and of sound levels are no means of numbers: nobody asks for them over 8 or 24 h.
      return this.factor === DIRECTION || this.factor === LEVEL || values.length < least ? null : meanOf(values);
    };
    const newest = samples.reduce<Arrived | null>((a, b) => (a === null || b.time > a.time ? b : a), null);
    return {
      row: [
        sum1,
        stands ? last.count : counted.length,
        mean1 ?? '-',
        stands ? open : now,
        Number(stands),
        long(8, 6) ?? '-',
        long(24, 20) ?? '-',
        newest?.time ?? 0,
        newest?.value ?? '-',
        newest === null ? 0 : newest.flag.charCodeAt(0),
        Number(samples.some(({ flag }) => flag === 'T')),
      ].join('|'),
      late1: samples.some(({ late }) => late > LATE_SECONDS),
      lateHours: closed.some((h) => h?.isLate === true) || inOpen.some(({ late }) => late > LATE_SECONDS),
    };
  }

  #total(parts: readonly Arrived[]): bigint {
    return parts.reduce(
      (sum, { value }) => sum + (this.factor === LEVEL ? BigInt(energyOf(BigInt(value))) : BigInt(value)),
      0n,
    );
  }

  #meanOf(parts: readonly Arrived[]): bigint {
    const values = parts.map(({ value }) => BigInt(value));
    return this.factor === LEVEL ? levelOf(values) : meanOf(values);
  }
}

const meanOfSum = (sum: bigint, count: number): bigint => meanOf([sum, ...Array.from({ length: count - 1 }, () => 0n)]);

/** An hour or day as one text, for comparison. */
export const plainText = (h: Omit<PlainHour, 'isLate'>): string =>
  [
    h.value === null ? '-' : decimal(h.value),
    decimal(h.sum),
    h.count,
    h.expected,
    Number(h.isValid),
    h.low === null ? '-' : decimal(h.low),
    h.high === null ? '-' : decimal(h.high),
    Number(h.over),
    h.origin,
  ].join('|');
export const PLAIN_COLUMNS = `concat(ifNull(toString(value), '-'), '|', toString(sum), '|', toString(count), '|',
  toString(expected),
  '|', toString(valid), '|',
  ifNull(toString(low), '-'), '|', ifNull(toString(high), '-'), '|', toString(over), '|', toString(origin))`;
export const ROLLING_COLUMNS = `concat(toString(sum1), '|', toString(count1), '|',
  ifNull(toString(mean1), '-'), '|',
  toString(toUnixTimestamp(end1)), '|', toString(closed), '|',
  ifNull(toString(mean8), '-'), '|', ifNull(toString(mean24), '-'), '|', toString(toUnixTimestamp(last_time)), '|',
  ifNull(toString(last_value), '-'), '|', toString(last_flag), '|', toString(over))`;
