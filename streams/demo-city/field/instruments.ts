import type { Station } from '../../contracts/pack.ts';
import { toPlane } from '../plane.ts';
import { chance, jitter } from '../random.ts';
import { type Air } from './air.ts';
import { MINUTE_MS } from './civil.ts';
import { roadAir, siteAir } from './dust.ts';
import type { Outlet } from './outlets.ts';
import { meter } from './power.ts';
import type { Rivers } from './rivers.ts';
import { outfallValues, stackValues } from './stacks.ts';
import { scenarioOf } from './scenarios.ts';

/** True values at a station, by factor, before any fault: what a perfect instrument with its own noise would show. */
export type Instrument = (time: number) => Reading;
interface Reading {
  readonly values: Readonly<Record<string, number>>;
  readonly folded?: Readonly<Record<string, number>>;
}

/** One instrument reads a little high for ever, another a little low; each minute differs a little. */
const tone = (label: number, index: number, time: number, noise: number): number =>
  1 + 0.05 * (chance(label, index, 90) - 0.5) + noise * jitter(label, Math.floor(time / MINUTE_MS), index);

export function airInstrument(seed: number, station: Station, air: Air): Instrument {
  const point = toPlane(station.position);
  const ground = air.height(point);
  const label = Math.floor(chance(seed, station.id, 21) * 0x7fffffff);
  const scenario = scenarioOf(station.names.zh);
  return (time) => {
    const weather = air.sky.weather(time);
    const { from, speed } = air.sky.wind(weather, point, ground);
    const ambient = air.at(weather, point, ground);
    const noise = (index: number, share = 0.018): number => tone(label, index, time, share);
    const met = {
      a01001: weather.temperature - 0.006 * (ground - 45) + 0.3 * jitter(label, Math.floor(time / MINUTE_MS), 30) * 0.3,
      a01002: Math.max(8, Math.min(100, weather.humidity * noise(31, 0.006))),
      a01006: weather.pressure - 0.0117 * (ground - 45),
      a01007: Math.max(0.1, speed * noise(33, 0.09)),
      a01008: (from + 8 * jitter(label, Math.floor(time / MINUTE_MS), 34) + 360) % 360,
    };
    if (station.kind === 'site_dust' || station.kind === 'road_dust') {
      const dust =
        station.kind === 'site_dust'
          ? siteAir(label, weather, speed, ambient, scenario)
          : roadAir(label, weather, speed, ambient);
      return {
        values: {
          ...met,
          a34001: dust.tsp * noise(1, 0.03),
          a34002: dust.pm10 * noise(2, 0.03),
          a34004: dust.pm25 * noise(3, 0.025),
          LA: dust.noise + 1.2 * jitter(label, Math.floor(time / MINUTE_MS), 4),
        },
      };
    }
    return {
      values: {
        ...met,
        a34004: ambient.pm25 * noise(1),
        a34002: ambient.pm10 * noise(2),
        a05024: ambient.o3 * noise(3),
        a21004: ambient.no2 * noise(4),
        a21026: ambient.so2 * noise(5, 0.03),
        a21005: ambient.co * noise(6),
        a21003: ambient.no * noise(7, 0.04),
      },
    };
  };
}

export function waterInstrument(seed: number, station: Station, rivers: Rivers): Instrument {
  const label = Math.floor(chance(seed, station.id, 22) * 0x7fffffff);
  const held = new Set(['w21003', 'w01019', 'w21011', 'w21001']);
  return (time) => {
    const values = rivers.values(station, time);
    // A sample is analysed once: its result does not flicker until the next.
    for (const [i, factor] of station.factors.entries())
      values[factor] =
        (values[factor] ?? 0) * tone(label, i, held.has(factor) ? 0 : time, held.has(factor) ? 0 : 0.002);
    return { values };
  };
}

export function enterpriseInstrument(station: Station, outlet: Outlet): Instrument {
  const scenario = scenarioOf(station.names.zh);
  const read = station.outlet === 'outfall' ? outfallValues(station) : stackValues(station);
  const steady = new Set(
    station.outlet === 'outfall' ? station.factors.filter((f) => f !== 'w00000' && f !== 'w01001') : [],
  );
  return (time) => {
    // The cheat's analysers go on showing the last honest minute of the evening.
    let shown = time;
    if (scenario?.cheats)
      for (let back = 0; back <= 9 * 60 && scenario.cheats((((shown / 3_600_000 + 8) % 24) + 24) % 24); back += 5)
        shown -= 5 * MINUTE_MS;
    const { values, folded } = read(outlet, shown);
    const noisy: Record<string, number> = {};
    const noisyFolded: Record<string, number> = {};
    for (const [i, factor] of station.factors.entries()) {
      const scale = steady.has(factor) ? 1 : 1 + 0.012 * jitter(outlet.label, Math.floor(shown / MINUTE_MS), i);
      noisy[factor] = (values[factor] ?? 0) * scale;
      // Folding is arithmetic on the measured value: what the logger sends agrees with itself.
      const fold = folded[factor];
      if (fold !== undefined) noisyFolded[factor] = fold * scale;
    }
    const [o2, reference] = [noisy['a19001'], outlet.referenceO2];
    if (o2 !== undefined && reference !== null && o2 < 20) {
      for (const factor of Object.keys(noisyFolded))
        noisyFolded[factor] = ((noisy[factor] as number) * (21 - reference)) / (21 - o2);
    }
    return { values: noisy, folded: noisyFolded };
  };
}

export function powerInstrument(seed: number, station: Station, owner: Outlet | null): Instrument {
  const metered = meter(seed, station, owner);
  const label = Math.floor(chance(seed, station.id, 23) * 0x7fffffff);
  return (time): Reading => {
    const power = metered.power(time) * (1 + 0.015 * jitter(label, Math.floor(time / MINUTE_MS), 0));
    const energy = metered.energy(time);
    if (station.power?.role === 'treatment') return { values: { d30112: power, d30120: energy } };
    const voltage = 386 + 6 * chance(label, 1) + 1.4 * jitter(label, Math.floor(time / MINUTE_MS), 1);
    return {
      values: {
        d20105: voltage,
        d20101: (power * 1000) / (Math.sqrt(3) * voltage * 0.86),
        d20112: power,
        d20120: energy,
      },
    };
  };
}
