import type { CityPack, Station } from '../../contracts/pack.ts';
import { air } from './air.ts';
import { civilHour, HOUR_MS } from './civil.ts';
import { type Faults, faults } from './faults.ts';
import {
  airInstrument,
  enterpriseInstrument,
  type Instrument,
  powerInstrument,
  waterInstrument,
} from './instruments.ts';
import { type Outlet, outlet } from './outlets.ts';
import { type Discharge, rivers } from './rivers.ts';
import { outfallValues } from './stacks.ts';
import { type Story, storyOf } from './stories.ts';

/** What one factor of a station's analyser shows. */
export interface Shown {
  readonly factor: string;
  /** Canonical unit. */
  readonly value: number;
  /** Folded value of stack pollutants. */
  readonly folded: number | null;
  readonly flag: string;
}
/** Mean over a period with its extremes, from the values that count. */
export interface Mean extends Shown {
  readonly low: number;
  readonly high: number;
  readonly foldedLow: number | null;
  readonly foldedHigh: number | null;
}

/** What stands at a station, made when it is first asked for. */
interface Fitting {
  readonly instrument: Instrument;
  readonly trouble: Faults;
  readonly story: Story | null;
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
const OZONE = 'a05024';
const DIRECTION = 'a01008';
const SOUND = 'LA';

export function openField(pack: CityPack, seed: number): Field {
  const ambient = air(pack, seed);
  const counties = new Map(pack.regions.map(({ id, names }) => [id, names.zh]));
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
      const story = storyOf(station.names.zh);
      known = {
        instrument: instrumentOf(station),
        trouble: faults(seed, station, counties.get(station.county) ?? '', story !== null),
        story,
      };
      fitted.set(station.id, known);
    }
    return known;
  };

  const show = (station: Station, time: number): Shown[] | null => {
    const { instrument, trouble, story } = fit(station);
    if (trouble.link(time) === 'dead') return null;
    const seen = trouble.shows(time);
    const { values, folded } = instrument(seen);
    const own = outlets.get(station.id);
    const stopped = station.outlet === 'stack' && own !== undefined && own.load(time) === 0;
    const marked = stopped || story?.marksStopped?.(civilHour(time)) === true;
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
    return station.factors.map((factor, i): Mean => {
      const all = seen.map((shown) => shown[i] as Shown);
      const valid = all.filter(({ flag }) => flag === 'N' || flag === 'T');
      const used = valid.length > 0 ? valid : all;
      const values = used.map(({ value }) => value);
      const folds = used.flatMap(({ folded }) => (folded === null ? [] : [folded]));
      return {
        factor,
        value: factor === OZONE && length > 12 * HOUR_MS ? largestEightHours(values, samples) : average(factor, values),
        low: Math.min(...values),
        high: Math.max(...values),
        flag: valid.length * 4 >= samples * 3 ? 'N' : commonest(all, samples - seen.length),
        folded: folds.length ? average(factor, folds) : null,
        foldedLow: folds.length ? Math.min(...folds) : null,
        foldedHigh: folds.length ? Math.max(...folds) : null,
      };
    });
  };
  return Object.freeze({ show, mean, link: (station: Station, time: number) => fit(station).trouble.link(time) });
}

/** A day's ozone is told as its daily maximum 8-h mean, as daily reports do (GB 3095 knows no 24-h ozone). */
function largestEightHours(values: readonly number[], samples: number): number {
  const window = Math.min(values.length, Math.round(samples / 3));
  const means = values
    .slice(0, values.length - window + 1)
    .map((_, k) => values.slice(k, k + window).reduce((sum, value) => sum + value, 0) / window);
  return Math.max(...means);
}

/** Directions as vectors, sound by energy, the rest arithmetically. */
function average(factor: string, values: readonly number[]): number {
  if (factor === DIRECTION) {
    const [sin, cos] = values.reduce(
      ([s, c], degrees) =>
        [s + Math.sin((degrees * Math.PI) / 180), c + Math.cos((degrees * Math.PI) / 180)] as [number, number],
      [0, 0] as [number, number],
    );
    return ((Math.atan2(sin, cos) * 180) / Math.PI + 360) % 360;
  }
  if (factor === SOUND)
    return 10 * Math.log10(values.reduce((sum, level) => sum + 10 ** (level / 10), 0) / values.length);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * The letter most of the values that do not count carry; B (line between analyser and logger) where most are missing.
 */
function commonest(all: readonly Shown[], missing: number): string {
  const counts = new Map<string, number>([['B', missing]]);
  for (const { flag } of all) if (flag !== 'N' && flag !== 'T') counts.set(flag, (counts.get(flag) ?? 0) + 1);
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best))[0];
}

export const HOUR_SAMPLES = 12;
