import type { CityPack, Station } from '../../contracts/pack.ts';
import { noise1 } from '../noise.ts';
import { hashLabel } from '../random.ts';
import { civilHour, DAY_MS, HOUR_MS, yearPhase } from './civil.ts';
import type { Discharge, Tracers } from './discharge.ts';
import { flowAt } from './river-flow.ts';
import { openRiverNetwork, SPEED_KM_H } from './river-network.ts';

export interface Rivers {
  /** Values of a water station by factor code; nutrients are those of the sample drawn last (every four hours). */
  values(station: Station, time: number): Record<string, number>;
  /** Hours that water takes from one chainage to another of one river. */
  travelHours(km: number): number;
}

/** Analysers in the huts draw a sample at 0, 4, 8, 12, 16 and 20 h. */
const SAMPLE_MS = 4 * HOUR_MS;
/** What fields and villages give along a river: mg/L of ammonia per km. */
const RURAL = 0.0028;

export function rivers(pack: CityPack, seed: number, discharges: ReadonlyMap<number, Discharge>): Rivers {
  const label = hashLabel(seed, 'rivers');
  const network = openRiverNetwork(pack, label, discharges);
  const wetness = (time: number): number =>
    1 + 0.35 * Math.sin(2 * Math.PI * (yearPhase(time) - 0.37)) + 0.12 * noise1(label, time / (5 * DAY_MS));

  const sampled = new Map<string, Record<string, number>>();
  const nutrients = (station: Station, time: number): Record<string, number> => {
    const drawn = Math.floor((time + 8 * HOUR_MS) / SAMPLE_MS) * SAMPLE_MS - 8 * HOUR_MS;
    const key = `${station.id} ${drawn}`;
    const known = sampled.get(key);
    if (known) return known;
    const { id, chainage } = station.river ?? { id: 0, chainage: 0 };
    const own = label + station.id * 17;
    const days = drawn / DAY_MS;
    const sum: Tracers = { cod: 0, ammonia: 0, phosphorus: 0, nitrogen: 0 };
    network.carried(id, chainage, drawn, sum, 1);
    const isLake = !network.isRiver(id);
    const flow = flowAt(id, chainage) * wetness(drawn);
    const rural = isLake ? 30 : chainage;
    const drift = (n: number): number => 1 + 0.16 * noise1(own + n, days / 2.2) + 0.05 * noise1(own + n + 50, days * 3);
    const ammonia = (0.11 + RURAL * rural) * drift(1) + sum.ammonia / flow;
    const made: Record<string, number> = {
      w21003: ammonia,
      w01019: (2.1 + 0.011 * rural) * drift(2) + (0.27 * sum.cod) / flow,
      w21011: (isLake ? 0.018 : 0.045 + 0.0006 * rural) * drift(3) + sum.phosphorus / flow,
      w21001: Math.max(1.2 * ammonia, (isLake ? 0.75 : 2.1 + 0.012 * rural) * drift(4) + sum.nitrogen / flow),
      w01016: (0.004 + 0.008 * yearPhase(drawn) * (1 - yearPhase(drawn)) * 4) * drift(5),
    };
    if (sampled.size > 4096) sampled.clear();
    sampled.set(key, made);
    return made;
  };

  return Object.freeze({
    travelHours: (km: number) => km / SPEED_KM_H,
    values: (station: Station, time: number) => {
      const own = label + station.id * 17;
      const hours = time / HOUR_MS;
      const held = nutrients(station, time);
      const temperature =
        15.5 -
        11 * Math.cos(2 * Math.PI * (yearPhase(time) - 0.075)) +
        0.6 * Math.cos(((civilHour(time) - 16) / 12) * Math.PI) +
        0.5 * noise1(own + 20, hours / 40);
      const saturation = 468 / (31.6 + temperature);
      const light = Math.max(0, Math.cos(((civilHour(time) - 15) / 12) * Math.PI));
      return {
        ...held,
        w01010: temperature,
        w01001: 7.75 + 0.22 * light + 0.14 * noise1(own + 21, hours / 30),
        w01009: Math.max(
          1.2,
          saturation * (0.9 + 0.07 * light) -
            0.62 * (held['w21003'] ?? 0) -
            0.16 * ((held['w01019'] ?? 3) - 2) +
            0.15 * noise1(own + 22, hours / 6),
        ),
        w01014: 520 + 60 * (held['w21003'] ?? 0) + 40 * noise1(own + 23, hours / 50) + 4 * noise1(own + 24, hours),
        w01003: Math.max(2, 16 + 9 * noise1(own + 25, hours / 14) + 2 * noise1(own + 26, hours * 2)),
      };
    },
  });
}
