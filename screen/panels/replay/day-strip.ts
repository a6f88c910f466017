import type { CityHour } from '../../model/city-hours.ts';
import { AIR_LEVEL_COLOURS } from '../../model/levels.ts';

const HOUR = 3_600_000;
/** Length of the strip, ms. */
export const SPAN = 24 * HOUR;
/** Width of the strip on its own scale. */
export const WIDTH = 1000;
/** Gap between two bars and height of the highest one, on that scale. */
const GAP = 1.2;
const HIGHEST = 50;

/** Where an instant (ms UTC) stands on a strip that ends at `end`: 0 is its beginning, `WIDTH` its end. */
export const placeOf = (ms: number, end: number): number => ((ms - (end - SPAN)) / SPAN) * WIDTH;
/** The same, kept on the strip. */
export const placeOn = (ms: number, end: number): number => Math.max(0, Math.min(WIDTH, placeOf(ms, end)));

interface StripBar {
  readonly key: number;
  readonly left: number;
  /** Of the bar. */
  readonly width: number;
  /** Width of the band of the level beneath. */
  readonly band: number;
  readonly height: number;
  readonly fill: string;
}

/** A bar as high as its AQI and a band of its level for each hour, cut at the ends of the strip. */
export function stripBars(hours: readonly CityHour[], end: number): StripBar[] {
  const top = Math.max(HIGHEST, ...hours.map(({ aqi }) => aqi ?? 0));
  return hours
    .map(({ start, aqi, level }) => {
      const left = placeOn(start, end);
      const band = Math.max(0, placeOn(start + HOUR, end) - left);
      return {
        ...{ key: start, left, band, width: Math.max(0, band - GAP) },
        height: ((aqi ?? 0) / top) * HIGHEST,
        fill: level ? (AIR_LEVEL_COLOURS[level] ?? '') : 'var(--track)',
      };
    })
    .filter(({ band }) => band > 0);
}

/** Alarms where they were raised, those within the strip. */
export const stripTicks = (
  alarms: readonly { readonly key: number; readonly raised?: number | null }[],
  end: number,
): { readonly key: number; readonly x: number }[] =>
  alarms.flatMap(({ key, raised }) =>
    raised != null && raised > end - SPAN ? [{ key, x: placeOf(raised, end) }] : [],
  );
