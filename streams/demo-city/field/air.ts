import type { CityPack } from '../../contracts/pack.ts';
import { noise2 } from '../noise.ts';
import { type Point, toPlane } from '../plane.ts';
import { hashLabel } from '../random.ts';
import { HOUR_MS } from './civil.ts';
import { type Dose, emissions, type Emissions } from './emissions.ts';
import { type Sky, sky } from './sky.ts';
import type { Weather } from './weather.ts';

/** Ambient air at a place: regional haze, what the city and the parks add, and what the sun makes of it. */
export interface Ambient {
  pm25: number;
  pm10: number;
  /** ug/m3. */
  o3: number;
  no2: number;
  no: number;
  so2: number;
  /** mg/m3. */
  co: number;
}

export interface Air {
  readonly sky: Sky;
  readonly emissions: Emissions;
  /** Height of the ground, metres. */
  height(point: Point): number;
  /** True concentrations at a place; the same object is filled anew by every call. */
  at(weather: Weather, point: Point, height: number): Ambient;
}

export function air(pack: CityPack, seed: number): Air {
  const above = sky(seed);
  const put = emissions(seed);
  const label = hashLabel(seed, 'air');
  const dose: Dose = { pm: 0, coarse: 0, no2: 0, so2: 0 };
  const result: Ambient = { pm25: 0, pm10: 0, o3: 0, no2: 0, no: 0, so2: 0, co: 0 };
  const { relief } = pack;

  const height = (point: Point): number => {
    if (!relief) return 40;
    const [west, south] = toPlane([relief.bounds[0], relief.bounds[1]]);
    const [east, north] = toPlane([relief.bounds[2], relief.bounds[3]]);
    const column = Math.round(((point[0] - west) / (east - west)) * (relief.columns - 1));
    const row = Math.round(((north - point[1]) / (north - south)) * (relief.rows - 1));
    return relief.heights[row * relief.columns + column] ?? 40;
  };

  const at = (weather: Weather, point: Point, ground: number): Ambient => {
    dose.pm = dose.coarse = dose.no2 = dose.so2 = 0;
    put.arrive(weather, point, dose);
    const [x, y] = point;
    // Haze is thicker on the plain in the lee, thinner on the hills.
    const lee = 1 + 0.003 * (x * weather.towards[0] + y * weather.towards[1]);
    const uphill = 1 - Math.min(0.42, Math.max(0, ground - 45) / 700);
    const patch = 1 + 0.07 * noise2(label, x / 7 + weather.time / (11 * HOUR_MS), y / 7);
    const haze = weather.haze * lee * uphill * patch;
    const wet = Math.max(0, (weather.humidity - 55) / 100);
    result.pm25 = haze * (1 + 0.3 * wet) + dose.pm;
    const raised = (7 + 5 * Math.max(0, weather.speed - 3) ** 1.3 + 6 * weather.sun) * (1 - 0.5 * wet);
    result.pm10 = 1.2 * result.pm25 + 0.1 * weather.haze + raised + dose.coarse + 6;
    const photolysis = 1 - 0.38 * weather.sun;
    result.no2 = (7 + 0.17 * haze + dose.no2) * photolysis;
    result.no = (1.5 + 0.24 * dose.no2 * weather.traffic) * (1 - 0.6 * weather.sun);
    result.so2 = 4.5 + 0.045 * haze + dose.so2;
    result.co = 0.27 + 0.0062 * result.pm25 + 0.0042 * dose.no2;
    // Ozone follows the sun by about two hours, is eaten by NO at night and is higher on the hills.
    const ripe = above.weather(weather.time - 2 * HOUR_MS).sun;
    const made = (36 + 80 * weather.summer ** 1.3) * (0.62 * ripe + 0.38 * weather.sun) ** 0.9;
    result.o3 = Math.max(
      4,
      30 +
        16 * weather.summer +
        made +
        0.03 * (ground - 45) -
        0.34 * result.no2 * (1 - 0.5 * weather.sun) -
        0.5 * result.no,
    );
    return result;
  };
  return Object.freeze({ sky: above, emissions: put, height, at });
}
