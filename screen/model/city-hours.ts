import { fromLiveTime, type RowOf } from '../../streams/live/mod.ts';

const HOUR = 3_600_000;

export interface CityHour {
  /** Start of the hour, ms UTC. */ readonly start: number;
  readonly aqi: number | null;
  readonly level: number | null;
  readonly pm25: number | null;
  readonly valid: number | null;
}

/** The key of an hour row is LiveTime hours. */
const hourStartOf = (key: number): number => fromLiveTime(key * 3600);

/**
 * The last `count` hours up to the newest closed one, oldest first; an hour that no row tells of is there as missing.
 */
export function lastHours(rows: readonly RowOf<'cityHours'>[], now: number, count = 24): CityHour[] {
  const byStart = new Map(rows.map((r) => [hourStartOf(r.key), r]));
  const end = Math.floor(now / HOUR) * HOUR;
  // Until the newest hour has been closed by the server the axis ends an hour earlier, so that the right edge is never
  // a hole of our own making.
  const newest = byStart.get(end - HOUR)?.aqi != null ? end - HOUR : end - 2 * HOUR;
  return Array.from({ length: count }, (_, i) => {
    const start = newest - (count - 1 - i) * HOUR;
    const row = byStart.get(start);
    return {
      start,
      aqi: row?.aqi ?? null,
      level: row?.level ?? null,
      pm25: row?.pm25 ?? null,
      valid: row?.valid ?? null,
    };
  });
}

export interface Rhythm {
  /** Mean PM2.5 of that hour of the day over the days held. */ readonly mean: number | null;
  readonly days: number;
  readonly isPeak: boolean;
}

/**
 * The rhythm of the day under the same hours: mean PM2.5 of each hour of the day over all rows held (72 h); the top
 * quarter are peaks.
 */
export function rhythm(rows: readonly RowOf<'cityHours'>[], hours: readonly CityHour[]): Rhythm[] {
  const sums = new Map<number, { sum: number; days: number }>();
  for (const row of rows) {
    if (row.pm25 == null) continue;
    const hour = (hourStartOf(row.key) / HOUR) % 24;
    const at = sums.get(hour) ?? { sum: 0, days: 0 };
    sums.set(hour, { sum: at.sum + row.pm25, days: at.days + 1 });
  }
  const means = hours.map((h) => {
    const s = sums.get((h.start / HOUR) % 24);
    return { mean: s ? s.sum / s.days : null, days: s?.days ?? 0 };
  });
  const sorted = means
    .map((m) => m.mean)
    .filter((m): m is number => m !== null)
    .sort((a, b) => b - a);
  const peak = sorted[Math.max(0, Math.ceil(sorted.length / 4) - 1)] ?? Infinity;
  return means.map((m) => ({ ...m, isPeak: m.mean !== null && m.mean >= peak }));
}

/** `16 时`, `昨 16 时`, `今 0 时`: the hour with its day where that is not today. */
export function hourLabel(
  start: number,
  now: number,
  startOfDay: (ms: number) => number,
  hour: number,
  language: 'zh' | 'en',
  withDay: boolean,
): string {
  const yesterday = startOfDay(start) < startOfDay(now);
  if (language === 'en') return withDay && yesterday ? `yesterday ${hour}:00` : `${hour}:00`;
  return withDay ? `${yesterday ? '昨' : '今'} ${hour} 时` : `${hour} 时`;
}
