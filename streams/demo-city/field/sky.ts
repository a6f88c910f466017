import { noise1, noise2 } from '../noise.ts';
import type { Point } from '../plane.ts';
import { hashLabel } from '../random.ts';
import { HOUR_MS } from './civil.ts';
import { weatherAt, type Weather } from './weather.ts';

/** The weather of every minute, computed once, and the wind at every place. */
export interface Sky {
  weather(time: number): Weather;
  /** Wind at a place: the mean wind with a shear that wanders over the city. Direction it comes from, degrees; m/s. */
  wind(weather: Weather, point: Point, height: number): { readonly from: number; readonly speed: number };
}

const KEPT = 2048;

export function sky(seed: number): Sky {
  const label = hashLabel(seed, 'sky');
  const kept = new Map<number, Weather>();

  return Object.freeze({
    weather: (time: number) => {
      const minute = Math.floor(time / 60_000) * 60_000;
      const known = kept.get(minute);
      if (known) return known;
      if (kept.size >= KEPT) kept.clear();
      const made = weatherAt(label, minute);
      kept.set(minute, made);
      return made;
    },
    wind: (weather: Weather, [x, y]: Point, height: number) => {
      const drift = weather.time / (6 * HOUR_MS);
      const turn = 24 * noise2(label + 20, x / 34 + drift, y / 34) + 9 * noise2(label + 21, x / 9, y / 9 + 5 * drift);
      const gust =
        1 + 0.26 * noise2(label + 22, x / 28, y / 28 - drift) + 0.1 * noise1(label + 23, weather.time / 240_000 + x);
      return {
        from: (((weather.from + turn) % 360) + 360) % 360,
        speed: Math.max(0.2, weather.speed * gust * (1 + Math.min(0.5, height / 1200))),
      };
    },
  });
}
