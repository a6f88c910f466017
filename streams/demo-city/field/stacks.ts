import type { Station } from '../../contracts/pack.ts';
import { noise1 } from '../noise.ts';
import { chance } from '../random.ts';
import { bump, civilHour, HOUR_MS, yearPhase } from './civil.ts';
import type { Outlet } from './outlets.ts';

/** Values of an outlet's analysers: measured value per factor, and the folded one where the factor is folded. */
export interface OutletValues {
  readonly values: Record<string, number>;
  readonly folded: Record<string, number>;
}

const limited = (station: Station): { factor: string; limit: number }[] => {
  const seen = new Map<string, number>();
  for (const { factor, value } of station.limits ?? []) if (!seen.has(factor)) seen.set(factor, Number(value));
  return [...seen].map(([factor, limit]) => ({ factor, limit }));
};

/**
 * Flue gas: O2, flow, temperature, moisture and the limited pollutants. Folded value = measured x (21 - O2ref) / (21 -
 * O2) (GB 13271-2014 5.2); the firm steers by the folded one, so it is drawn first and the measured one follows from
 * the O2.
 */
export function stackValues(station: Station): (outlet: Outlet, time: number) => OutletValues {
  const limits = limited(station);
  return (outlet, time) => {
    const load = outlet.load(time);
    const hours = time / HOUR_MS;
    const reference = outlet.referenceO2 ?? 9;
    const running = load > 0.05;
    const wobble = noise1(outlet.label + 3, hours * 5);
    const o2 = running
      ? Math.min(18.5, reference + 0.6 + 2.2 * chance(outlet.label, 50) + 0.5 * wobble + (1 - load))
      : 20.7 + 0.1 * wobble;
    const temperature = running ? 62 + 70 * chance(outlet.label, 51) + 6 * wobble : 16 + 6 * wobble;
    const area = 1.2 + 7 * chance(outlet.label, 52);
    const velocity = running ? (7 + 5 * chance(outlet.label, 53)) * load * (1 + 0.04 * wobble) : 0.1;
    const values: Record<string, number> = {
      a01011: velocity,
      a00000: running ? velocity * area * (273 / (273 + temperature)) : 0,
      a01012: temperature,
      a01013: running ? -0.18 - 0.1 * chance(outlet.label, 54) + 0.02 * wobble : 0.01,
      a01014: running ? 7 + 6 * chance(outlet.label, 55) + 0.4 * wobble : 2.1,
      a19001: o2,
    };
    const folded: Record<string, number> = {};
    limits.forEach(({ factor, limit }, index) => {
      const steered = running ? outlet.share(index, time) * limit : 0.01 * limit * (1 + wobble);
      if (factor === 'a24088') {
        values[factor] = steered;
        return;
      }
      values[factor] = running ? (steered * (21 - o2)) / (21 - reference) : steered;
      // A stopped furnace has nothing to fold: near 21 % O2 the formula blows up.
      if (running) folded[factor] = steered;
    });
    return { values, folded };
  };
}

/** Waste water: flow with the day's rhythm and the limited pollutants; COD above CODMn, NH3-N below TN. */
export function outfallValues(station: Station): (outlet: Outlet, time: number) => OutletValues {
  const limits = limited(station);
  return (outlet, time) => {
    const load = outlet.load(time);
    const hours = time / HOUR_MS;
    const hour = civilHour(time);
    const wobble = noise1(outlet.label + 3, hours * 2);
    const size =
      outlet.industry === 'sewage' ? 120 + 620 * chance(outlet.label, 60) ** 2 : 6 + 60 * chance(outlet.label, 60) ** 2;
    const flow =
      load > 0.05
        ? size * load * (0.62 + 0.3 * bump(hour, 10, 3.5) + 0.28 * bump(hour, 20.5, 3)) * (1 + 0.06 * wobble)
        : 0;
    const values: Record<string, number> = {
      w00000: flow,
      w01001: 7.25 + 0.5 * (chance(outlet.label, 61) - 0.5) + 0.12 * wobble,
      w01010: 19 - 6.5 * Math.cos(2 * Math.PI * (yearPhase(time) - 0.06)) + 3 * chance(outlet.label, 62) + 0.3 * wobble,
      w01012: 5 + 5 * chance(outlet.label, 63) + wobble,
    };
    limits.forEach(({ factor, limit }, index) => {
      // Laboratories in a cabinet: one result an hour, held in between.
      const held = Math.floor(time / HOUR_MS) * HOUR_MS;
      values[factor] = limit * outlet.share(index, held);
    });
    const [nitrogen, ammonia] = [values['w21001'], values['w21003']];
    if (nitrogen !== undefined && ammonia !== undefined && nitrogen < 1.15 * ammonia) values['w21001'] = 1.15 * ammonia;
    return { values, folded: {} };
  };
}
