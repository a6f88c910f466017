import type { Logger } from 'pino';
import type { Clock } from '../../streams/contracts/clock.ts';
import { DEFAULT_ZONE } from '../../streams/contracts/civil-time.ts';
import type { Store } from '../platform/store/mod.ts';
import type { Registry } from '../registry/mod.ts';
import { EMERGING_KINDS, emergingOf } from './emerging.ts';
import { SHOWN_SIZE } from './grid.ts';
import { openHotSlices, type HotSlices } from './hot-slices.ts';

/** Slices are refreshed this often, ms ... */
const SLICES_EVERY_MS = 60_000;
/** ... and while some are left over from the refresh before, or after a failure. */
const SLICES_LEFT_EVERY_MS = 10_000;
/** Emerging classes change with the day's slices; asked this often, ms. */
const EMERGING_EVERY_MS = 3_600_000;

export interface SliceRefreshOptions {
  readonly store: Store;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Keeps the hourly and daily slices and the emerging classes, at their own pace, statement by statement on lane grid.
 */
export class SliceRefresh {
  readonly #options: SliceRefreshOptions;
  readonly #slices: HotSlices;
  #running: Promise<void> | null = null;
  /** Monotonic, ms. */
  #slicesDue = 0;
  #emergingDue = 0;
  #emerging: ReadonlyMap<number, number> = new Map();

  constructor(options: SliceRefreshOptions) {
    this.#options = options;
    this.#slices = openHotSlices(options.store);
  }

  /** Cell of the shown grid -> number of its emerging kind. */
  get emerging(): ReadonlyMap<number, number> {
    return this.#emerging;
  }

  /** The grid changed: the emerging classes are asked again. */
  forget(): void {
    this.#emergingDue = 0;
  }

  /** Begins what is due, where nothing runs; returns at once. @param at ms UTC @param generation of the grid */
  offer(at: number, generation: string): void {
    this.#running ??= this.#refresh(at, generation)
      .catch((error: unknown) => {
        this.#slicesDue = this.#options.clock.monotonic() + SLICES_LEFT_EVERY_MS;
        this.#options.log.warn({ err: error }, 'writing the slices of the hotspot grids failed; retrying in 10 s');
      })
      .finally(() => {
        this.#running = null;
      });
  }

  /** Resolves when nothing runs. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #refresh(at: number, generation: string): Promise<void> {
    const { store, registry, clock } = this.#options;
    const zone = registry.city?.timezone ?? DEFAULT_ZONE;
    if (clock.monotonic() >= this.#slicesDue) {
      const { isPartial } = await this.#slices.refresh(at, zone, generation);
      this.#slicesDue = clock.monotonic() + (isPartial ? SLICES_LEFT_EVERY_MS : SLICES_EVERY_MS);
      if (isPartial) this.#emergingDue = Math.min(this.#emergingDue, clock.monotonic() + SLICES_EVERY_MS);
    }
    if (clock.monotonic() >= this.#emergingDue) {
      const found = await emergingOf(store, 'grid', SHOWN_SIZE, at, zone);
      this.#emerging = new Map(found.map(({ cell, kind }) => [cell, EMERGING_KINDS.indexOf(kind)]));
      this.#emergingDue = clock.monotonic() + EMERGING_EVERY_MS;
    }
  }
}
