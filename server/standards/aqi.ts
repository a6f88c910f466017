import { AQI_FACTORS } from '../../streams/contracts/factors.ts';
import type { Micro } from '../../streams/contracts/reading.ts';
import type { Averaging } from './breakpoints.ts';
import { iaqi } from './iaqi.ts';
import { airLevel, type AirLevel } from './levels.ts';

/** Mean per factor of AQI_FACTORS order; `null` = missing or invalid, `undefined` = not monitored by plan. */
export type SixMeans = readonly (Micro | null | undefined)[];

export interface AirQuality {
  /** 1..500, or `null` = `NA` (HJ 633-2026 5.3.1). */
  readonly aqi: number | null;
  /** IAQI per factor of AQI_FACTORS order; single items are published even where the AQI is not. */
  readonly iaqis: readonly (number | null)[];
  /** Factor ids with the largest IAQI, all ties, only when AQI > 50 (4.3), in display order. */
  readonly primary: readonly number[];
  readonly level: AirLevel | null;
}

function combine(iaqis: readonly (number | null)[], complete: boolean): AirQuality {
  const present = iaqis.filter((value): value is number => value !== null);
  const worst = present.length === 0 ? null : Math.max(...present);
  // 5.3.1: with an item missing the AQI is published only where it is above 100 anyway.
  const published = worst !== null && (complete || worst > 100);
  const aqi = published ? Math.min(500, Math.max(1, worst)) : null;
  const primary = aqi !== null && aqi > 50 ? AQI_FACTORS.filter((_, i) => iaqis[i] === worst) : [];
  return Object.freeze({
    aqi,
    iaqis: Object.freeze(iaqis),
    primary: Object.freeze(primary),
    level: aqi === null ? null : airLevel(aqi),
  });
}

const DAILY: readonly Averaging[] = ['day', 'day', 'eightHours', 'day', 'day', 'day'];

function judge(means: SixMeans, averagings: readonly Averaging[], at: number): AirQuality {
  const iaqis = AQI_FACTORS.map((factor, i) => {
    const [value, averaging] = [means[i], averagings[i]];
    return value === null || value === undefined || !averaging ? null : iaqi(factor, averaging, value, at);
  });
  // An item not monitored by plan (5.3.2) is treated as missing: three years of history that would excuse it are not
  // known here.
  return combine(
    iaqis,
    AQI_FACTORS.every((_, i) => iaqis[i] !== null),
  );
}

/**
 * Real-time AQI, HJ 633-2026 4.2.3: the six pollutants' current 1-h means, PM in its 24-h columns.
 * @param at start of the hour, ms UTC
 */
export const realTimeAqi = (hourMeans: SixMeans, at: number): AirQuality =>
  judge(hourMeans, ['hour', 'hour', 'hour', 'hour', 'hour', 'hour'], at);

/**
 * Daily AQI, HJ 633-2026 4.2.2: five 24-h means of the natural day and the O3 daily maximum 8-h mean.
 * @param at start of the day, ms UTC
 */
export const dailyAqi = (dayMeans: SixMeans, at: number): AirQuality => judge(dayMeans, DAILY, at);

/** Primary pollutants as the live topics carry them: bit i = AQI_FACTORS[i]. */
export const primaryMask = (primary: readonly number[]): number =>
  AQI_FACTORS.reduce((mask, factor, i) => (primary.includes(factor) ? mask | (1 << i) : mask), 0);

/**
 * City or county concentration: mean of its stations' means, exact, half to even at 1e-6 (concentrations first, then
 * IAQI).
 */
export function areaMean(values: readonly Micro[]): Micro | null {
  if (values.length === 0) return null;
  const sum = values.reduce((total, value) => total + BigInt(value), 0n);
  const count = BigInt(values.length);
  const floor = sum >= 0n ? sum / count : -((-sum + count - 1n) / count);
  const twice = 2n * (sum - floor * count);
  if (twice < count) return Number(floor);
  if (twice > count) return Number(floor + 1n);
  return Number(floor % 2n === 0n ? floor : floor + 1n);
}
