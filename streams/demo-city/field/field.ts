import type { CityPack, Station } from '../../contracts/pack.ts';
import { air } from './air.ts';
import { civilHour } from './civil.ts';
import { type Faults, faults } from './faults.ts';
import {
  airInstrument,
  enterpriseInstrument,
  type Instrument,
  powerInstrument,
  waterInstrument,
} from './instruments.ts';
import { meansOf, type Mean, type Shown } from './means.ts';
import { type Outlet, outlet } from './outlets.ts';
import type { Discharge } from './discharge.ts';
import { rivers } from './rivers.ts';
import { outfallValues } from './stacks.ts';
import { type Scenario, scenarioOf } from './scenarios.ts';

/** The equipment of a station, made when it is first asked for. */
interface Fitting {
  readonly instrument: Instrument;
  readonly trouble: Faults;
  readonly scenario: Scenario | null;
}

/** The demo city's values: pure functions of pack, seed and time. */
export interface Field {
  /** What the station's analysers show at an instant; `null` where it has no power. */
  show(station: Station, time: number): Shown[] | null;
  /** Its line: `up`, `gap` (measures and keeps) or `dead`. */
  link(station: Station, time: number): 'up' | 'gap' | 'dead';
  /**
   * Mean over [start, start + length) from `samples` instants spread evenly over it. A factor of which more than a
   * quarter does not count carries the letter that was commonest among those. `null` where the station had no power for
   * all of it.
   */
  mean(station: Station, start: number, length: number, samples: number): Mean[] | null;
}

/** Stopped by its own mark: HJ 212-2017 Table 8, F. */
const STOPPED = 'F';

/** The outlets of the firms by station, and what their outfalls put into the rivers. */
function outletsOf(
  pack: CityPack,
  seed: number,
): { readonly outlets: ReadonlyMap<number, Outlet>; readonly discharges: ReadonlyMap<number, Discharge> } {
  const outlets = new Map<number, Outlet>();
  const discharges = new Map<number, Discharge>();
  for (const station of pack.stations) {
    if (station.kind !== 'enterprise') continue;
    const own = outlet(seed, station);
    outlets.set(station.id, own);
    if (station.outlet !== 'outfall') continue;
    const read = outfallValues(station);
    discharges.set(station.id, {
      load: (time) => {
        const { values } = read(own, time);
        const flow = (values['w00000'] ?? 0) / 1000;
        return {
          cod: flow * (values['w01018'] ?? 0),
          ammonia: flow * (values['w21003'] ?? 0),
          phosphorus: flow * (values['w21011'] ?? 0),
          nitrogen: flow * (values['w21001'] ?? 0),
        };
      },
    });
  }
  return { outlets, discharges };
}

export function openField(pack: CityPack, seed: number): Field {
  const ambient = air(pack, seed);
  const counties = new Map(pack.regions.map(({ id, names }) => [id, names.zh]));
  const { outlets, discharges } = outletsOf(pack, seed);
  const water = rivers(pack, seed, discharges);
  const instrumentOf = (station: Station): Instrument => {
    switch (station.kind) {
      case 'water':
        return waterInstrument(seed, station, water);
      case 'enterprise':
        return enterpriseInstrument(station, outlets.get(station.id) as Outlet);
      case 'power':
        return powerInstrument(
          seed,
          station,
          station.enterprise === undefined ? null : (outlets.get(station.enterprise) ?? null),
        );
      default:
        return airInstrument(seed, station, ambient);
    }
  };
  const fitted = new Map<number, Fitting>();
  const fit = (station: Station): Fitting => {
    let known = fitted.get(station.id);
    if (!known) {
      const scenario = scenarioOf(station.names.zh);
      known = {
        instrument: instrumentOf(station),
        trouble: faults(seed, station, counties.get(station.county) ?? '', scenario !== null),
        scenario,
      };
      fitted.set(station.id, known);
    }
    return known;
  };

  const show = (station: Station, time: number): Shown[] | null => {
    const { instrument, trouble, scenario } = fit(station);
    if (trouble.link(time) === 'dead') return null;
    const seen = trouble.shows(time);
    const { values, folded } = instrument(seen);
    const own = outlets.get(station.id);
    const stopped = station.outlet === 'stack' && own !== undefined && own.load(time) === 0;
    const marked = stopped || scenario?.marksStopped?.(civilHour(time)) === true;
    return station.factors.map((factor, i) => {
      const fold = folded?.[factor];
      return {
        factor,
        value: trouble.distort(i, values[factor] ?? 0, seen),
        folded: fold === undefined ? null : trouble.distort(i, fold, seen),
        flag: marked ? STOPPED : trouble.flag(factor, time),
      };
    });
  };

  const mean = (station: Station, start: number, length: number, samples: number): Mean[] | null => {
    const seen: Shown[][] = [];
    for (let i = 0; i < samples; i += 1) {
      const shown = show(station, start + ((i + 0.5) / samples) * length);
      if (shown) seen.push(shown);
    }
    if (seen.length === 0) return null;
    return meansOf(station.factors, seen, length, samples);
  };
  return Object.freeze({ show, mean, link: (station: Station, time: number) => fit(station).trouble.link(time) });
}

export const HOUR_SAMPLES = 12;
