import type { Store } from '../platform/store/mod.ts';
import { regionsOf, shownHourOf, type RegionAir } from './region-question.ts';
import type { TickInstant } from './tick-instant.ts';

/** The regions' last closed hour is asked this often, seconds: the stations' hours come in one after another. */
const REFRESH_SECONDS = 15;

/** Air of the regions in the last closed hour, kept between the ticks. */
export class RegionHours {
  readonly #store: Store;
  #at = 0;
  #rows: readonly RegionAir[] = [];

  constructor(store: Store) {
    this.#store = store;
  }

  get isEmpty(): boolean {
    return this.#at === 0;
  }
  get rows(): readonly RegionAir[] {
    return this.#rows;
  }

  /** Asked again at the next refresh. */
  forget(): void {
    this.#at = 0;
    this.#rows = [];
  }

  /** @param city region id of the city */
  async refresh(instant: TickInstant, city: number): Promise<void> {
    const { now, since } = instant;
    if (now >= this.#at && now - this.#at < REFRESH_SECONDS) return;
    const hour = await shownHourOf(this.#store, instant);
    this.#rows = hour === 0 ? [] : await regionsOf(this.#store, { tick: 0, now, since, hour }, city);
    this.#at = now;
  }
}
