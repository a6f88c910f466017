import { noise1 } from '../noise.ts';
import { chance } from '../random.ts';
import type { Ambient } from './air.ts';
import { bump, HOUR_MS } from './civil.ts';
import type { Scenario } from './scenarios.ts';
import type { Weather } from './weather.ts';

/** Particles and noise at a construction site or beside a road: the air that comes, and what is raised there. */
export interface DustAir {
  tsp: number;
  pm10: number;
  pm25: number;
  noise: number;
}

/** Share of two-hour slots in which a site digs, loads or sweeps dry. */
const BUSY_SLOT = 0.016;
const BUSY_SLOT_AT_NIGHT = 0.004;
const SLOT_MS = 2 * HOUR_MS;

const dryness = ({ humidity }: Weather): number => Math.max(0.25, 1.25 - humidity / 130);

/** Optical particle counters read high when droplets grow on the particles. */
const swelling = ({ humidity }: Weather): number => (humidity > 82 ? 1 + (humidity - 82) * 0.007 : 1);

export function siteAir(
  label: number,
  weather: Weather,
  wind: number,
  ambient: Ambient,
  scenario: Scenario | null,
): DustAir {
  const { hour, day, work, time } = weather;
  const working = work * Math.min(1, Math.max(bump(hour, 9.7, 2.6), bump(hour, 15.6, 3.1)) * 1.15);
  const active = chance(label, day, 1) < 0.86 ? 1 : 0.15;
  const size = 3 + 11 * chance(label, 2) ** 3 + 4 * chance(label, day, 3);
  let raised = size * (0.25 + working * active) * (0.7 + 0.13 * wind) * dryness(weather);
  const slot = Math.floor(time / SLOT_MS);
  if (chance(label, slot, 4) < (hour > 6 && hour < 20 ? BUSY_SLOT : BUSY_SLOT_AT_NIGHT)) {
    const through = time / SLOT_MS - slot;
    raised += (45 + 170 * chance(label, slot, 5) ** 2) * Math.min(1, 5 * Math.sin(Math.PI * through));
  }
  const told = scenario?.dust?.(hour, chance(label, day, 6)) ?? 0;
  if (told > 0) raised = told * (1 + 0.12 * noise1(label, time / (0.4 * HOUR_MS)));
  const swollen = swelling(weather);
  return {
    tsp: (ambient.pm10 * 1.32 + raised * 1.9) * swollen,
    pm10: (ambient.pm10 * 0.9 + raised) * swollen,
    pm25: (ambient.pm25 * 0.94 + raised * 0.12) * swollen,
    noise:
      46 +
      17 * Math.max(working * active, told > 0 ? 0.8 : 0) +
      4 * chance(label, 7) +
      2 * noise1(label + 9, time / 300_000),
  };
}

export function roadAir(label: number, weather: Weather, wind: number, ambient: Ambient): DustAir {
  const { traffic, time, hour } = weather;
  const busy = 8 + 15 * chance(label, 2) ** 1.5;
  const trucks = 0.45 * bump(hour, 23, 3) * (chance(label, 3) < 0.4 ? 1 : 0);
  let raised = busy * (0.3 + 0.6 * traffic + trucks) * (0.75 + 0.1 * wind) * dryness(weather);
  const slot = Math.floor(time / SLOT_MS);
  if (chance(label, slot, 4) < 0.03)
    raised += (30 + 90 * chance(label, slot, 5)) * Math.min(1, 5 * Math.sin(Math.PI * (time / SLOT_MS - slot)));
  const swollen = swelling(weather);
  return {
    tsp: (ambient.pm10 * 1.3 + raised * 2.1) * swollen,
    pm10: (ambient.pm10 * 0.92 + raised) * swollen,
    pm25: (ambient.pm25 * 0.95 + raised * 0.14) * swollen,
    noise: 54 + 9 * Math.min(1.2, traffic) + 3 * chance(label, 7) + 2 * noise1(label + 9, time / 240_000),
  };
}
