import type { Clock } from '../../contracts/clock.ts';
import type { CityPack, Station } from '../../contracts/pack.ts';
import { chance } from '../random.ts';
import { type DeviceProfile, profileOf } from './device-profile.ts';

/** Shortest and longest real-time period that a command may set, seconds. */
const PERIOD_RANGE = Object.freeze([30, 3600] as const);
/** However fast the city runs: no device sends more often, ms. */
const SHORTEST_PERIOD_MS = 250;

/** The devices of the city: their profiles, what commands have changed of them, and the time they live in. */
export class Devices {
  readonly #seed: number;
  readonly #speed: number;
  readonly #startedAt: number;
  readonly #profiles = new Map<number, DeviceProfile>();
  readonly #byMn: ReadonlyMap<string, Station>;
  /** Real-time periods in seconds that commands have set. */
  readonly #periods = new Map<number, number>();
  readonly #clocksSet = new Set<number>();

  constructor(pack: CityPack, seed: number, clock: Clock, speed: number) {
    this.#seed = seed;
    this.#speed = speed;
    this.#startedAt = clock.now();
    this.#byMn = new Map(pack.stations.map((station) => [station.device.toUpperCase(), station]));
    for (const station of pack.stations) this.#profiles.set(station.id, profileOf(seed, station));
  }

  byMn(mn: string): Station | undefined {
    return this.#byMn.get(mn);
  }

  profile(station: Station): DeviceProfile {
    return this.#profiles.get(station.id) ?? profileOf(this.#seed, station);
  }

  /** Milliseconds the device's clock is behind. */
  behind(station: Station): number {
    return this.#clocksSet.has(station.id) ? 0 : this.profile(station).behind;
  }

  setClock(station: Station): void {
    this.#clocksSet.add(station.id);
  }

  setPeriod(station: Station, seconds: number): void {
    const [least, most] = PERIOD_RANGE;
    if (seconds >= least && seconds <= most) this.#periods.set(station.id, seconds);
  }

  /** Between two real-time packets, ms. */
  period(station: Station): number {
    return Math.max(SHORTEST_PERIOD_MS, ((this.#periods.get(station.id) ?? station.period) * 1000) / this.#speed);
  }

  /** Time of the device's first real-time packet after `after`; devices of one period are spread over it. */
  nextLive(station: Station, after: number): number {
    const period = this.period(station);
    const phase = period * chance(this.#seed, station.id, 400);
    return Math.floor((after - phase) / period) * period + phase + period;
  }

  /** The city's own time: that of the clock, faster from the start on where a speed is given. */
  fieldTime(time: number): number {
    return this.#speed === 1 || time <= this.#startedAt
      ? time
      : this.#startedAt + (time - this.#startedAt) * this.#speed;
  }
}
