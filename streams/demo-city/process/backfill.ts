import type { CityPack, Station } from '../../contracts/pack.ts';
import { civilDay, dayStart, HOUR_MS, hourStart, yearStart } from '../field/civil.ts';
import type { Held } from './frames.ts';

/** One hour or day that a logger holds and the server has not acknowledged. */
export interface Due {
  readonly station: Station;
  readonly held: Held;
  readonly start: number;
}

/** How far back loggers hold hours; national stations hold days since New Year. */
export const AIR_HOURS = 72;
const ENTERPRISE_HOURS = 24;
const DUST_HOURS = 6;

export const hourIndex = (start: number): number => Math.floor(start / HOUR_MS);
export const holdsHours = ({ kind }: Station): boolean =>
  kind === 'national' ||
  kind === 'township' ||
  kind === 'water' ||
  kind === 'enterprise' ||
  kind === 'site_dust' ||
  kind === 'road_dust';

/**
 * What is to be delivered, newest first: the national stations' hours, the last hour of everybody else, the national
 * stations' days of this year, then the older hours. Lazy, so that a city of any size costs only what is taken.
 * @param isDelivered asked once per item, just before it is given out
 */
export function* backfill(pack: CityPack, now: number, isDelivered: (held: Held) => boolean): Generator<Due> {
  const of = (...kinds: Station['kind'][]): Station[] => pack.stations.filter(({ kind }) => kinds.includes(kind));
  const national = of('national');
  const newest = hourStart(now) - HOUR_MS;

  function* hours(stations: readonly Station[], from: number, count: number): Generator<Due> {
    for (let back = from; back < count; back += 1) {
      const start = newest - back * HOUR_MS;
      for (const station of stations) {
        const held: Held = { device: station.device, series: 'hours', index: hourIndex(start) };
        if (!isDelivered(held)) yield { station, held, start };
      }
    }
  }
  yield* hours(national, 0, AIR_HOURS);
  yield* hours(of('township', 'water', 'enterprise', 'site_dust', 'road_dust'), 0, 1);
  const today = civilDay(now);
  const first = civilDay(yearStart(now));
  for (let day = today - 1; day >= first; day -= 1) {
    for (const station of national) {
      const held: Held = { device: station.device, series: 'days', index: day };
      if (!isDelivered(held)) yield { station, held, start: dayStart(day) };
    }
  }
  yield* hours(of('township', 'water', 'enterprise'), 1, ENTERPRISE_HOURS);
  yield* hours(of('site_dust', 'road_dust'), 1, DUST_HOURS);
  yield* hours(of('township', 'water'), ENTERPRISE_HOURS, AIR_HOURS);
}
