import { noise1 } from '../noise.ts';
import { COUNTIES } from '../pack/counties.ts';
import { PARKS } from '../pack/parks.ts';
import type { Point } from '../plane.ts';
import { hashLabel } from '../random.ts';
import { bump, HOUR_MS } from './civil.ts';
import type { Weather } from './weather.ts';

/**
 * What is put into the air, and how much of it arrives at a place. Two shapes: built-up areas, a broad dome
 * pushed downwind; parks, a plume that widens and thins with distance. Strengths are ug/m3 near the source in a
 * wind of 2.5 m/s.
 */
export interface Dose {
  pm: number;
  coarse: number;
  no2: number;
  so2: number;
}

interface Source {
  readonly at: Point;
  readonly plume: boolean;
  /** Half-width of the built-up area, km. */
  readonly reach: number;
  readonly pm: number;
  readonly coarse: number;
  readonly no2: number;
  readonly so2: number;
  readonly label: number;
}

/** Per km2-and-a-half of city: strength at the middle of the core. */
const AREAS: Readonly<Record<string, readonly [strength: number, reach: number]>> = {
  云城: [1, 8.5],
  澜东: [1.05, 7.5],
  清河: [0.7, 6],
  高新: [0.62, 5.5],
  石桥: [0.62, 4.2],
  安丰: [0.5, 3.8],
  青石: [0.55, 4],
  白鹭: [0.5, 4],
  临溪: [0.45, 4],
  松岭: [0.3, 3],
  泉山: [0.25, 3],
};
const PARK_STRENGTH: Readonly<Record<string, readonly [pm: number, coarse: number, no2: number, so2: number]>> = {
  西溪化工园区: [128, 26, 46, 34],
  东埠砖瓦窑群: [58, 44, 16, 26],
  水岗建材园: [26, 34, 12, 14],
  松店涂装园: [24, 8, 8, 4],
  清河铸造园: [34, 30, 14, 16],
  青岩铸造园: [40, 24, 12, 14],
  云城热电: [10, 4, 16, 14],
};

/** Metres per second of wind at which a strength is given. */
const NOMINAL_WIND = 2.5;
/** Distance over which a plume loses half its strength near the source, km; and to dry deposition, km. */
const PLUME_SCALE_KM = 3.2;
const FADE_KM = 32;

export interface Emissions {
  /** Adds to `dose` what arrives at a point, whose local wind blows towards `towards`. */
  arrive(weather: Weather, point: Point, dose: Dose): void;
  /** Strength of a park at a time, mean about 1: batches, shifts, bad hours. */
  parkActivity(name: string, time: number): number;
}

export function emissions(seed: number): Emissions {
  const sources: Source[] = [
    ...COUNTIES.map(({ short, seat }): Source => {
      const [strength, reach] = AREAS[short.zh] ?? [0.3, 3];
      return {
        at: seat,
        plume: false,
        reach,
        pm: 21 * strength,
        coarse: 15 * strength,
        no2: 44 * strength,
        so2: 4 * strength,
        label: hashLabel(seed, short.zh),
      };
    }),
    ...PARKS.map(({ names, at }): Source => {
      const [pm, coarse, no2, so2] = PARK_STRENGTH[names.zh] ?? [10, 5, 5, 5];
      return { at, plume: true, reach: 0, pm, coarse, no2, so2, label: hashLabel(seed, names.zh) };
    }),
  ];
  const labels = new Map(PARKS.map(({ names }, i) => [names.zh, (sources[COUNTIES.length + i] as Source).label]));

  const activity = (label: number, time: number): number => {
    const hours = time / HOUR_MS;
    return Math.max(0.25, 0.82 + 0.42 * noise1(label, hours / 9) + 0.22 * noise1(label + 1, hours / 1.4));
  };

  const arrive = (weather: Weather, [x, y]: Point, dose: Dose): void => {
    const [tx, ty] = weather.towards;
    const { speed, trapping, traffic, hour, time } = weather;
    const dilution = (NOMINAL_WIND + 0.7) / (speed + 0.7);
    const living = 0.55 + 0.3 * traffic + 0.25 * bump(hour, 19, 2.5);
    for (const source of sources) {
      const dx = x - source.at[0];
      const dy = y - source.at[1];
      const along = dx * tx + dy * ty;
      const cross = dx * ty - dy * tx;
      let share: number;
      let strength: number;
      if (source.plume) {
        if (along < -2.5 || along > 90) continue;
        const ahead = Math.max(0, along);
        const width = 0.9 + 0.17 * ahead * (1 + 0.8 / (speed + 0.5));
        if (Math.abs(cross) > 3.5 * width) continue;
        share =
          Math.exp(-0.5 * (cross / width) ** 2 - ahead / FADE_KM) * (PLUME_SCALE_KM / (PLUME_SCALE_KM + ahead)) ** 1.05;
        if (along < 0) share *= Math.exp(-((along / 0.9) ** 2));
        // What stands here now left the park when the wind that brought it passed there.
        strength = activity(source.label, time - (ahead / (speed * 3.6)) * HOUR_MS) * dilution * (0.6 + 0.4 * trapping);
      } else {
        const shift = Math.min(5, 0.7 * speed);
        const down = along - shift;
        const length = down > 0 ? source.reach * (1 + 0.16 * speed) : source.reach * 0.85;
        if (Math.abs(down) > 3.2 * length || Math.abs(cross) > 3.2 * source.reach) continue;
        share = Math.exp(-((down / length) ** 2) - (cross / source.reach) ** 2);
        strength = living * dilution ** 0.7 * trapping;
      }
      const amount = share * strength;
      dose.pm += source.pm * amount;
      dose.coarse += source.coarse * amount;
      dose.no2 += source.no2 * amount;
      dose.so2 += source.so2 * amount;
    }
  };
  return Object.freeze({ arrive, parkActivity: (name: string, time: number) => activity(labels.get(name) ?? 0, time) });
}
