import type { RowOf } from '../../streams/live/mod.ts';

/**
 * The one AQI of a region: the last closed hour by the standard, or, while no closed hour is valid, the provisional
 * rolling hour under its own name. Both are real quantities; they are never mixed: a list that compares regions asks
 * for one of them with `only`.
 */
export interface AirNow {
  readonly kind: 'hour' | 'rolling' | 'none';
  readonly aqi: number | null;
  readonly level: number | null;
  readonly primary: number | null;
  /** End of the hour, or time of the newest value, ms UTC. */
  readonly at: number | null;
  readonly valid: number | null;
  readonly total: number | null;
}

const HOUR = 3_600_000;
/**
 * An hour value is published within the next hour and stands until the one after: over two hours old it is no longer
 * "now".
 */
export const HOUR_STANDS = 2 * HOUR;

export function airNow(region: RowOf<'regions'> | undefined, now: number, only?: 'hour' | 'rolling'): AirNow {
  if (!region) return NONE;
  const { aqi = null, level = null, primary = null, hour = null, valid = null, total = null } = region;
  const isCurrent = aqi !== null && hour !== null && now - hour <= HOUR_STANDS;
  if (only === 'hour' ? aqi !== null : only !== 'rolling' && isCurrent)
    return { kind: 'hour', aqi, level, primary, at: hour, valid, total };
  if (region.nowAqi != null && only !== 'hour') {
    return {
      kind: 'rolling',
      aqi: region.nowAqi,
      level: region.nowLevel ?? null,
      primary: region.nowPrimary ?? null,
      at: region.time ?? null,
      valid,
      total,
    };
  }
  if (aqi !== null && only !== 'rolling') return { kind: 'hour', aqi, level, primary, at: hour, valid, total };
  return { ...NONE, at: hour, valid, total };
}

const NONE: AirNow = Object.freeze({
  kind: 'none',
  aqi: null,
  level: null,
  primary: null,
  at: null,
  valid: null,
  total: null,
});
/**
 * A station's value is expected to move on every few minutes; one that ends on the full hour stands for that hour, and
 * the next is due 20 minutes after its end.
 */
export const stationPeriod = (at: number | null): number =>
  at !== null && at % HOUR === 0 ? HOUR + 20 * 60_000 : 10 * 60_000;
