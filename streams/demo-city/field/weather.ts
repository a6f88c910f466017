import { noise1 } from '../noise.ts';
import { CENTRE, type Point } from '../plane.ts';
import { bump, civilDay, civilHour, DAY_MS, weekday, yearPhase } from './civil.ts';

/** The state of the air over the whole city at one instant; what differs from place to place is computed from it. */
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

/** @param label the seed's; @param time ms UTC */
export function weatherAt(label: number, time: number): Weather {
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
}
