import type { Station } from '../../contracts/pack.ts';
import { civilDay, DAY_MS, dayStart, HOUR_MS, hourStart } from '../field/civil.ts';
import { chance } from '../random.ts';
import type { CityDraft } from './frames.ts';
import { Schedule } from './schedule.ts';

/** What a device does at a time of the clock; `start` is the beginning of the period sent, ms UTC. */
export type CityEvent =
  | { readonly kind: 'live'; readonly station: Station }
  | { readonly kind: 'hour'; readonly station: Station; readonly start: number }
  | { readonly kind: 'day'; readonly station: Station; readonly start: number }
  | { readonly kind: 'late'; readonly station: Station; readonly draft: CityDraft };

/**
 * Devices a second that speak a first time after the start: 15 s for the whole city, so that no screen waits for a
 * period.
 */
const FIRST_PASS_RATE = 340;
/** Hour packets are spread over the first minutes of the hour, day packets over the first ten of the day. */
const HOUR_SPREAD_MS = 4 * 60_000;
const DAY_SPREAD_MS = 10 * 60_000;

/** When the devices send their packets. */
export class Calendar {
  readonly #seed: number;
  readonly #schedule = new Schedule<CityEvent>();

  constructor(seed: number) {
    this.#seed = seed;
  }

  put(at: number, event: CityEvent): void {
    this.#schedule.put(at, event);
  }

  due(now: number): { readonly at: number; readonly item: CityEvent } | null {
    return this.#schedule.due(now);
  }

  putHour(station: Station, start: number): void {
    this.put(this.#hourAt(station, start), { kind: 'hour', station, start });
  }

  putDay(station: Station, start: number): void {
    const at = start + DAY_MS + 60_000 + DAY_SPREAD_MS * chance(this.#seed, station.id, 402);
    this.put(at, { kind: 'day', station, start });
  }

  /** The first packets of every device after a start at `now`. */
  begin(stations: readonly Station[], now: number): void {
    const pass = (stations.length / FIRST_PASS_RATE) * 1000;
    stations.forEach((station, i) => {
      this.put(now + (station.kind === 'national' ? 0 : pass * ((i * 0.618034) % 1)), { kind: 'live', station });
      if (station.kind === 'power') return;
      const hour = hourStart(now);
      this.putHour(station, hour - (now < this.#hourAt(station, hour - HOUR_MS) ? HOUR_MS : 0));
      this.putDay(station, dayStart(civilDay(now)));
    });
  }

  #hourAt(station: Station, start: number): number {
    return start + HOUR_MS + 2000 + HOUR_SPREAD_MS * chance(this.#seed, station.id, 401);
  }
}
