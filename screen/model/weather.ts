import type { RowOf } from '../../streams/live/mod.ts';

export interface Weather {
  readonly direction: number;
  readonly speed: number;
  readonly temperature: number | null;
  readonly humidity: number | null;
  readonly at: number;
  readonly stations: number;
}

/** Weather older than this is not shown as now, ms. */
export const WEATHER_STANDS = 30 * 60_000;

/**
 * The city's weather of the stations that are fresh: wind as the mean vector, the rest as medians. Null without any.
 */
export function cityWeather(rows: readonly RowOf<'wind'>[], now: number): Weather | null {
  const fresh = rows.filter(
    (r) => r.time !== null && now - (r.time ?? 0) <= WEATHER_STANDS && r.speed !== null && r.direction !== null,
  );
  if (fresh.length === 0) return null;
  let east = 0,
    north = 0,
    speed = 0;
  for (const r of fresh) {
    const angle = ((r.direction ?? 0) * Math.PI) / 180;
    east += Math.sin(angle) * (r.speed ?? 0);
    north += Math.cos(angle) * (r.speed ?? 0);
    speed += r.speed ?? 0;
  }
  return {
    direction: ((Math.atan2(east, north) * 180) / Math.PI + 360) % 360,
    speed: speed / fresh.length,
    temperature: median(fresh.map((r) => r.temperature ?? null)),
    humidity: median(fresh.map((r) => r.humidity ?? null)),
    at: Math.min(...fresh.map((r) => r.time ?? now)),
    stations: fresh.length,
  };
}

function median(values: readonly (number | null)[]): number | null {
  const present = values.filter((v): v is number => v !== null).sort((a, b) => a - b);
  if (present.length === 0) return null;
  const middle = present.length >> 1;
  return present.length % 2
    ? (present[middle] as number)
    : ((present[middle - 1] as number) + (present[middle] as number)) / 2;
}
