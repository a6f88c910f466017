import type { Station } from '../../contracts/pack.ts';
import { noise1 } from '../noise.ts';
import { chance } from '../random.ts';
import { civilDay, civilHour, HOUR_MS, weekday } from './civil.ts';
import type { Outlet } from './outlets.ts';
import { scenarioOf } from './scenarios.ts';

/**
 * Power of a firm's production and of its treatment plant. A small firm without analysers keeps day shifts of its own.
 */
export interface Metered {
  /** kW. */
  power(time: number): number;
  /** kWh since 2026-01-01 of that meter: only grows. */
  energy(time: number): number;
}

const METER_START = Date.UTC(2026, 0, 1) - 8 * HOUR_MS;
/** Share of one-hour slots in which a treatment plant stands while its firm produces, and in which it idles. */
const TREATMENT_OFF = 0.003;
const TREATMENT_IDLE = 0.004;

/** What stands behind the name of a meter: 鑫泰涂装 RTO 治污用电 -> 鑫泰涂装 RTO. */
const ownerName = (station: Station): string => station.names.zh.replace(/ (生产|治污)用电$/, '');

/** @param owner the firm's outlet, `null` for a firm without analysers */
export function meter(seed: number, station: Station, owner: Outlet | null): Metered {
  const rated = station.power?.rated ?? 100;
  const name = ownerName(station);
  const scenario = scenarioOf(name);
  // Both meters of a firm keep the same hours: the label is the firm's, not the meter's.
  let hash = seed | 0;
  for (let i = 0; i < name.length; i += 1) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  const label = hash >>> 1;
  const [from, to] = chance(label, 1) < 0.25 ? [0, 24] : [6.5 + 2 * chance(label, 2), 17 + 5 * chance(label, 3)];

  const load = (time: number): number => {
    if (owner) return owner.load(time);
    const hour = civilHour(time);
    const day = civilDay(time);
    if (chance(label, day, 4) < 0.06 || (weekday(day) === 6 && chance(label, 5) < 0.5)) return 0;
    return hour >= from && hour < to ? 0.62 + 0.22 * chance(label, 6) : 0;
  };
  const treating = (time: number, producing: number): number => {
    const hour = civilHour(time);
    if (scenario?.cheats?.(hour)) return 0;
    const slot = Math.floor(time / HOUR_MS);
    if (!scenario && chance(label, slot, 7) < TREATMENT_OFF) return 0;
    const idle = !scenario && chance(label, slot, 8) < TREATMENT_IDLE ? 0.3 : 1;
    return idle * Math.min(1, 0.55 + 0.4 * producing);
  };
  const power = (time: number): number => {
    const producing = load(time);
    const standby = rated * 0.012;
    const share = station.power?.role === 'treatment' ? (producing > 0.05 ? treating(time, producing) : 0) : producing;
    return Math.max(0, standby + share * rated * (0.9 + 0.07 * noise1(label + station.id, time / (0.3 * HOUR_MS))));
  };
  const usual = 0.3 + 0.25 * chance(label, 9);
  return Object.freeze({ power, energy: (time: number) => rated * usual * ((time - METER_START) / HOUR_MS) });
}
