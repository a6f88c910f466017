import { windVector, type WindVector } from '../../map/wind-field.ts';
import type { CityIndex } from '../../model/city.ts';
import { WEATHER_STANDS } from '../../model/weather.ts';

interface Wind {
  readonly key: number;
  readonly speed?: number | null;
  readonly direction?: number | null;
  readonly time?: number | null;
}

/** The wind of the stations whose value still stands at `now` (ms UTC). */
export const freshWind = (city: CityIndex, rows: readonly Wind[], now: number): WindVector[] =>
  rows.flatMap(({ key, speed, direction, time }) => {
    if (time == null || now - time > WEATHER_STANDS || speed == null || direction == null) return [];
    const station = city.station(key);
    return station ? [windVector(...station.position, speed, direction)] : [];
  });
