import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../contracts/clock.ts';

/** Lateness below this is not waited for: timers are no finer. */
const GRAIN_MS = 5;

/**
 * Time warp: resolves when an event of file time `time` is due, `speed` file seconds to the second of the wall.
 * Speed 0 never waits. Time that goes backwards is due at once.
 */
export class Pace {
  readonly #speed: number;
  readonly #clock: Clock;
  #first: { readonly time: number; readonly at: number } | null = null;

  constructor(speed: number, clock: Clock) {
    this.#speed = speed;
    this.#clock = clock;
  }

  async due(time: number | null): Promise<void> {
    if (this.#speed <= 0 || time === null) return;
    const now = this.#clock.monotonic();
    this.#first ??= { time, at: now };
    const wait = this.#first.at + (time - this.#first.time) / this.#speed - now;
    if (wait > GRAIN_MS) await sleep(wait);
  }
}
