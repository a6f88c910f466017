import { noise1, noise2 } from '../noise.ts';
import { CENTRE, type Point } from '../plane.ts';
import { hashLabel } from '../random.ts';
import { bump, civilDay, civilHour, DAY_MS, HOUR_MS, weekday, yearPhase } from './civil.ts';

/** The state of the air over the whole city at one moment; what differs from place to place is computed from it. */
export interface Weather {
  /** ms UTC, a whole minute. */
  readonly time: number;
  /** Civil hour with fraction. */
  readonly hour: number;
  readonly day: number;
  /** 1 on a working day, less at the weekend. */
  readonly work: number;
  /** Degrees the mean wind comes from. */
  readonly from: number;
  /** m/s, at least 0.3. */
  readonly speed: number;
  /** Unit vector the wind blows towards. */
  readonly towards: Point;
  /** Sine of the sun's height, 0 at night. */
  readonly sun: number;
  /** What the boundary layer makes of an emission at the ground: above 1 where it is shallow. */
  readonly trapping: number;
  /** Regional PM2.5 that comes from outside, ug/m3. */
  readonly haze: number;
  /** Share of the year's heat, 0 mid-January to 1 mid-July. */
  readonly summer: number;
  readonly temperature: number;
  readonly humidity: number;
  /** kPa at the plain. */
  readonly pressure: number;
  /** Traffic, 1 = mean of a working day. */
  readonly traffic: number;
}

/** Regional PM2.5 by month, ug/m3: heating in winter, rain in summer. */
const HAZE_BY_MONTH = [68, 54, 37, 29, 24, 19, 15, 16, 23, 37, 52, 62] as const;

const monthly = (table: readonly number[], phase: number): number => {
  const place = phase * 12 - 0.5;
  const low = Math.floor(place);
  const share = place - low;
  const at = (i: number): number => table[((i % 12) + 12) % 12] as number;
  return at(low) * (1 - share) + at(low + 1) * share;
};

const LATITUDE = (CENTRE[1] * Math.PI) / 180;

export interface Sky {
  weather(time: number): Weather;
  /** Wind at a place: the mean wind with a shear that wanders over the city. Direction it comes from, degrees; m/s. */
  wind(weather: Weather, point: Point, height: number): { readonly from: number; readonly speed: number };
}

const KEPT = 2048;

export function sky(seed: number): Sky {
  const label = hashLabel(seed, 'sky');
  const kept = new Map<number, Weather>();

  const compute = (time: number): Weather => {
    const hour = civilHour(time);
    const day = civilDay(time);
    const phase = yearPhase(time);
    const days = time / DAY_MS;
    const summer = 0.5 - 0.5 * Math.cos(2 * Math.PI * (phase - 0.045));
    const declination = 0.409 * Math.sin(2 * Math.PI * (phase - 0.222));
    // The sun of 116 E stands highest a quarter of an hour after noon of UTC+8.
    const sun = Math.max(
      0,
      Math.sin(LATITUDE) * Math.sin(declination) +
        Math.cos(LATITUDE) * Math.cos(declination) * Math.cos(((hour - 12.27) / 12) * Math.PI),
    );
    const front = noise1(label, days / 3.4);
    const from =
      (((315 +
        165 * Math.max(0, Math.min(1, (summer - 0.35) / 0.4)) +
        46 * noise1(label + 1, days * 2.1) +
        16 * noise1(label + 2, days * 9)) %
        360) +
        360) %
      360;
    const speed = Math.max(
      0.3,
      (2.3 + 0.9 * bump(hour, 14.5, 3.5)) * Math.exp(0.42 * noise1(label + 3, days * 1.7) - 0.22 * front) +
        0.35 * noise1(label + 4, days * 14),
    );
    const angle = ((from + 180) * Math.PI) / 180;
    const trapping =
      (1 + 0.16 * bump(hour, 8.3, 2.2) + 0.14 * bump(hour, 20.5, 3.2) - 0.2 * bump(hour, 15.3, 2.9)) *
      (1 + 0.1 * noise1(label + 5, days * 3));
    const weekend = weekday(day) >= 5;
    return Object.freeze({
      time,
      hour,
      day,
      work: weekend ? 0.72 : 1,
      from,
      speed,
      towards: [Math.sin(angle), Math.cos(angle)] as const,
      sun,
      trapping,
      summer,
      haze:
        monthly(HAZE_BY_MONTH, phase) *
        Math.exp(0.46 * front + 0.16 * noise1(label + 6, days * 0.9)) *
        (0.86 + 0.14 * trapping),
      temperature:
        14.4 -
        13.2 * Math.cos(2 * Math.PI * (phase - 0.055)) +
        (2.6 + 2.8 * sun) * Math.cos(((hour - 15) / 12) * Math.PI) +
        3.4 * noise1(label + 7, days / 3.1),
      humidity: Math.max(
        14,
        Math.min(
          99,
          62 +
            14 * front +
            9 * (summer - 0.5) -
            17 * Math.cos(((hour - 15) / 12) * Math.PI) +
            11 * noise1(label + 8, days / 1.7),
        ),
      ),
      pressure: 101.9 - 1.9 * summer - 0.55 * front + 0.12 * Math.cos(((hour - 10) / 6) * Math.PI),
      traffic:
        (weekend ? 0.85 : 1) *
        (0.28 +
          1.15 * bump(hour, 8, 1.9) +
          0.72 * bump(hour, 13, 3.4) +
          1.2 * bump(hour, 18.2, 2.2) +
          0.3 * bump(hour, 22, 2.5)),
    });
  };

  return Object.freeze({
    weather: (time: number) => {
      const minute = Math.floor(time / 60_000) * 60_000;
      const known = kept.get(minute);
      if (known) return known;
      if (kept.size >= KEPT) kept.clear();
      const made = compute(minute);
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
