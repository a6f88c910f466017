/**
 * The reading: one value of one factor at one station, as the device sent it.
 *
 * Values are fixed-point decimals end to end. In JavaScript a value is a `Micro`:
 * a safe integer number of millionths of the canonical unit, so that sums are exact
 * whatever their order. ClickHouse holds the same integer as `Decimal(18, 6)`.
 */

/** Integer number of 1e-6 units. |micro| <= MAX_MICRO, so it is always a safe integer. */
export type Micro = number;
export const MICRO = 1_000_000;
export const MAX_MICRO = 9_000_000_000_000_000;

/**
 * What the value is a statistic of (HJ 212-2017 C.1 `-Rtd -Avg -Min -Max -Cou`, CN 2011/2051/2061/2031).
 * The numbers are stored: never renumber, only append. The `zs` forms are the folded
 * (折算) values of stack analysers.
 */
export const STATISTICS = {
  rtd: 1,
  rtd_zs: 2,
  minute: 10,
  minute_min: 11,
  minute_max: 12,
  minute_cou: 13,
  minute_zs: 14,
  minute_zs_min: 15,
  minute_zs_max: 16,
  hour: 20,
  hour_min: 21,
  hour_max: 22,
  hour_cou: 23,
  hour_zs: 24,
  hour_zs_min: 25,
  hour_zs_max: 26,
  day: 30,
  day_min: 31,
  day_max: 32,
  day_cou: 33,
  day_zs: 34,
  day_zs_min: 35,
  day_zs_max: 36,
} as const;
export type Statistic = keyof typeof STATISTICS;
export type StatisticId = (typeof STATISTICS)[Statistic];

/**
 * HJ 212-2017 Table 8 data flags, kept as the letter's character code in storage.
 * `N` counts for means and exceedance; `T` (over range) counts, as a lower bound;
 * all others count for neither (domain rule 4.5). Unknown letters are kept and treated as not `N`.
 */
export type Flag = string;
export const FLAGS_IN_MEANS: readonly Flag[] = Object.freeze(['N', 'T']);

/** One row of table `readings`. */
export interface Reading {
  readonly station: number;
  /** Factor id, see `factors.ts`. */
  readonly factor: number;
  readonly statistic: StatisticId;
  /** Start of the value's period (2051/2061/2031) or the sampling instant (2011), ms UTC, whole seconds. */
  readonly time: number;
  readonly value: Micro;
  /** One ASCII letter. */
  readonly flag: Flag;
  /** Arrival at the gateway, ms UTC. */
  readonly received: number;
  /** Ordinal of the frame it came in: generation * 2^40 + stream sequence. */
  readonly sequence: number;
}

/** Frames of an earlier creation of the stream stay older than those of a later one. */
export const GENERATION_STEP = 2 ** 40;

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,2}))?$/;

/**
 * Decimal text of a device to millionths, rounding half to even beyond the sixth decimal.
 * Returns `null` where the text is not a decimal number or leaves the range.
 */
export function parseMicro(text: string): Micro | null {
  const match = DECIMAL.exec(text.trim());
  if (!match) return null;
  const [, sign, whole = '', fraction = '', exponent] = match;
  if (whole === '' && fraction === '') return null;
  const shift = exponent ? Number(exponent) : 0;
  if (whole.length + fraction.length > 40) return null;
  const point = whole.length + shift + 6;
  const digits = whole + fraction;
  const kept = point <= 0 ? '' : digits.slice(0, point).padEnd(point, '0');
  const rest = point < 0 ? '0'.repeat(-point) + digits : digits.slice(point);
  if (kept.replace(/^0+/, '').length > 16) return null;
  let micro = kept === '' ? 0 : Number(kept);
  if (rest !== '') {
    const first = rest.charCodeAt(0) - 48;
    const exactHalf = first === 5 && /^0*$/.test(rest.slice(1));
    if (exactHalf ? micro % 2 === 1 : first >= 5) micro += 1;
  }
  if (micro > MAX_MICRO) return null;
  return sign === '-' && micro !== 0 ? -micro : micro;
}

/** Shortest decimal text of a micro value: `formatMicro(1_500_000) === '1.5'`. */
export function formatMicro(micro: Micro): string {
  const absolute = Math.abs(micro);
  const whole = Math.floor(absolute / MICRO);
  const fraction = (absolute % MICRO).toString().padStart(6, '0').replace(/0+$/, '');
  return `${micro < 0 ? '-' : ''}${whole}${fraction ? `.${fraction}` : ''}`;
}
