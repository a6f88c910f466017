import type { Micro } from '../../streams/contracts/reading.ts';

/**
 * Air quality once more, from the texts alone and in exact integers: nothing here is shared with `server/standards` or
 * with SQL. Items in the order PM2.5, PM10, O3, NO2, SO2, CO; values in millionths of µg/m³ (CO mg/m³).
 */
export type Edition = 2012 | 2026;
export type Six = readonly (bigint | null)[];

const STEPS = [0, 50, 100, 150, 200, 300, 400, 500];
const PARTICLES: Readonly<Record<Edition, readonly (readonly number[])[]>> = {
  2012: [
    [0, 35, 75, 115, 150, 250, 350, 500],
    [0, 50, 150, 250, 350, 420, 500, 600],
  ],
  2026: [
    [0, 35, 60, 115, 150, 250, 350, 500],
    [0, 50, 120, 250, 350, 420, 500, 600],
  ],
};
/** CO in tenths. */
const HOURLY = [
  [0, 160, 200, 300, 400, 800, 1000, 1200],
  [0, 100, 200, 700, 1200, 2340, 3090, 3840],
  [0, 150, 500, 650, 800],
  [0, 50, 100, 350, 600, 900, 1200, 1500],
];
const DAILY = [
  [0, 100, 160, 215, 265, 800],
  [0, 40, 80, 180, 280, 565, 750, 940],
  [0, 50, 150, 475, 800, 1600, 2100, 2620],
  [0, 20, 40, 140, 240, 360, 480, 600],
];

/** sum / count, half to even; count > 0. */
function halfEven(sum: bigint, count: bigint): bigint {
  const sign = sum < 0n ? -1n : 1n;
  const [whole, rest] = [(sum * sign) / count, (sum * sign) % count];
  const up = rest * 2n > count || (rest * 2n === count && whole % 2n === 1n);
  return sign * (up ? whole + 1n : whole);
}
export const mean = (values: readonly bigint[]): bigint | null =>
  values.length === 0
    ? null
    : halfEven(
        values.reduce((a, b) => a + b, 0n),
        BigInt(values.length),
      );
export const known = <T>(values: readonly (T | null | undefined)[]): T[] =>
  values.filter((value): value is T => value !== null && value !== undefined);

function index(edition: Edition, averaging: 'hour' | 'day', item: number, value: bigint): number | null {
  const points = item < 2 ? PARTICLES[edition][item]! : (averaging === 'hour' ? HOURLY : DAILY)[item - 2]!;
  const input = halfEven(value, item === 5 ? 100_000n : 1_000_000n);
  if (input < 0n) return null;
  for (let i = 1; i < points.length; i += 1) {
    const [low, high] = [BigInt(points[i - 1]!), BigInt(points[i]!)];
    if (input > high) continue;
    const rise = BigInt(STEPS[i]! - STEPS[i - 1]!) * (input - low);
    return STEPS[i - 1]! + Number(rise / (high - low)) + (rise % (high - low) > 0n ? 1 : 0);
  }
  // The columns that end early: 2012 sends the value to another average, 2026 stops at the last index.
  return points.length === STEPS.length ? 500 : edition === 2012 ? null : STEPS[points.length - 1]!;
}

export interface PlainAir {
  readonly aqi: number | null;
  readonly level: number;
  readonly mask: number;
  readonly items: readonly (number | null)[];
}

/** HJ 633-2026 4.2, 4.3, 5.3.1, with the breakpoints of an edition. */
export function airQuality(edition: Edition, averaging: 'hour' | 'day', six: Six): PlainAir {
  const items = six.map((value, i) => (value === null ? null : index(edition, averaging, i, value)));
  const worst = Math.max(-1, ...known(items));
  const isShown = worst > 100 || (worst >= 0 && !items.includes(null));
  const aqi = isShown ? Math.min(500, Math.max(1, worst)) : null;
  const level = aqi === null ? 0 : [50, 100, 150, 200, 300].filter((upTo) => aqi > upTo).length + 1;
  return {
    aqi,
    level,
    mask:
      aqi !== null && aqi > 50
        ? items.reduce<number>((mask, item, i) => (item === worst ? mask + 2 ** i : mask), 0)
        : 0,
    items,
  };
}

/** Mean of 24 hour values, at least 20. */
export const dayMean = (hours: Six): bigint | null => (known(hours).length >= 20 ? mean(known(hours)) : null);
/** Largest 8-h mean that ends 08:00..24:00, at least 6 hours each; 14 of 17, or above 160 anyway. */
export function largestOf8(hours: Six): bigint | null {
  const eight = known(
    Array.from({ length: 17 }, (_, k) => known(hours.slice(k, k + 8))).map((values) =>
      values.length >= 6 ? mean(values) : null,
    ),
  );
  if (eight.length === 0) return null;
  const largest = eight.reduce((a, b) => (b > a ? b : a));
  return eight.length >= 14 || largest > 160_000_000n ? largest : null;
}

const LIMITS = {
  A: [35n, 70n, 160n, 40n, 60n, 4n],
  B: [30n, 60n, 160n, 40n, 60n, 4n],
  C: [30n, 60n, 160n, 40n, 60n, 4n],
} as const;
const WEIGHTS = { A: [1n, 1n, 1n, 1n, 1n, 1n], B: [1n, 1n, 1n, 1n, 1n, 1n], C: [3n, 1n, 2n, 2n, 1n, 1n] } as const;
export type Variant = keyof typeof LIMITS;

function percentile(values: readonly bigint[], p: bigint): bigint {
  const sorted = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const place = BigInt(sorted.length - 1) * p;
  const [at, rest] = [Number(place / 100n), place % 100n];
  const next = sorted[at + 1] ?? sorted[at]!;
  return sorted[at]! + halfEven((next - sorted[at]!) * rest, 100n);
}

/**
 * Composite index in thousandths of the day values of a month, item by item; `null` where an item has fewer than three
 * quarters of the days.
 */
export function composite(variant: Variant, days: readonly Six[]): bigint | null {
  let numerator = 0n;
  const common = 16_800n;
  for (let item = 0; item < 6; item += 1) {
    const values = known(days.map((six) => six[item]));
    if (values.length === 0 || values.length * 4 < days.length * 3) return null;
    const concentration = item === 5 ? percentile(values, 95n) : item === 2 ? percentile(values, 90n) : mean(values)!;
    numerator += concentration * WEIGHTS[variant][item]! * (common / LIMITS[variant][item]!) * 1000n;
  }
  return halfEven(numerator, common * 1_000_000n);
}

/** 1, 1, 3: lower is better. */
export const ranks = (indices: ReadonlyMap<number, bigint>): Map<number, number> =>
  new Map([...indices].map(([key, value]) => [key, 1 + [...indices.values()].filter((other) => other < value).length]));

export const toMicro = (value: bigint | null): Micro | null => (value === null ? null : Number(value));
