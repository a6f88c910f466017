import { civilDayStart } from '../platform/civil-day.ts';
import { computeDay, nextDay } from './days.ts';
import { HOUR_SECONDS } from './dirty-periods.ts';
import { computeHours } from './hours.ts';
import { JobPreparation } from './job-preparation.ts';
import type { JobsOptions } from './jobs-options.ts';
import { nextChunk, type HoursChunk } from './next-chunk.ts';
import { computeQuality, nextQuality } from './quality.ts';
import { RunSize } from './run-size.ts';

/** A run of the days job goes on with the next day due until this long has passed, ms. */
const DAYS_RUN_MS = 500;

/**
 * Runs of the jobs, one by one. Hours, findings and days take turns, else a long back-fill of hours would delay the
 * others.
 */
export class JobRuns {
  readonly #options: JobsOptions;
  readonly #preparation: JobPreparation;
  readonly #size: RunSize;
  #turn = 0;
  /** Days computed since the start: even ones from the newest end, odd ones from the oldest. */
  #days = 0;

  constructor(options: JobsOptions) {
    this.#options = options;
    this.#preparation = new JobPreparation(options);
    this.#size = new RunSize(options.bounds.hourParts);
  }

  /** Hours that start at or after this second are still open. @param now ms UTC */
  openFrom(now: number): number {
    return Math.floor((now - this.#options.bounds.hourGrace) / 1000 / HOUR_SECONDS) * HOUR_SECONDS;
  }

  /** @returns whether there may be more to do at once */
  async next(): Promise<boolean> {
    const { store, dirtyPeriods, registry, clock, bounds } = this.#options;
    const now = clock.now();
    await this.#preparation.run(now);
    const chunk = nextChunk({ dirtyPeriods, registry, openFrom: this.openFrom(now), parts: this.#size.parts });
    const findings = nextQuality(dirtyPeriods, bounds.qualityStretch);
    const day = this.#dueDay(now);
    const due = [
      chunk === null ? null : () => this.#runHours(chunk, now),
      findings === null ? null : () => this.#runQuality(findings, now),
      day === null ? null : () => this.#runDays(day, now),
    ];
    for (let i = 0; i < due.length; i += 1) {
      const run = due[(this.#turn + i) % due.length];
      if (run === null || run === undefined) continue;
      this.#turn = (this.#turn + i + 1) % due.length;
      await run();
      return true;
    }
    if (!dirtyPeriods.overflowed) return false;
    await dirtyPeriods.load(store);
    return true;
  }

  async #runHours(chunk: HoursChunk, now: number): Promise<void> {
    const { store, dirtyPeriods, clock, zone } = this.#options;
    const begun = clock.monotonic();
    await computeHours(store, dirtyPeriods, chunk, zone(), now).catch((error: unknown) => {
      this.#size.failed();
      throw error;
    });
    this.#size.took(clock.monotonic() - begun);
    for (const hour of chunk.series.keys()) {
      dirtyPeriods.addDay(civilDayStart(hour, zone()));
      dirtyPeriods.addQuality(hour);
    }
    this.#count('hour', chunk.count, begun);
  }

  async #runQuality(hours: readonly number[], now: number): Promise<void> {
    const { store, dirtyPeriods, clock, bounds } = this.#options;
    const begun = clock.monotonic();
    const stations = await computeQuality(store, dirtyPeriods, hours, {
      now,
      neighbours: this.#preparation.neighbours,
      stationsAtOnce: bounds.qualityStations,
    });
    this.#count('quality', stations, begun);
  }

  async #runDays(first: number, now: number): Promise<void> {
    const { store, dirtyPeriods, clock, bounds, zone } = this.#options;
    const begun = clock.monotonic();
    let stations = 0;
    for (let day: number | null = first; day !== null; day = this.#dueDay(now)) {
      if (clock.monotonic() - begun >= DAYS_RUN_MS) break;
      this.#days += 1;
      stations += await computeDay(store, dirtyPeriods, day, zone(), now, bounds.dayStations);
    }
    this.#count('day', stations, begun);
  }

  #dueDay(now: number): number | null {
    const { dirtyPeriods, zone, bounds } = this.#options;
    const end = this.#days % 2 === 0 ? 'newest' : 'oldest';
    return nextDay(dirtyPeriods, zone(), now / 1000, bounds.dayGrace / 1000, end);
  }

  #count(span: 'hour' | 'quality' | 'day', count: number, begun: number): void {
    const { metrics, clock } = this.#options;
    metrics.hours.inc({ span }, count);
    metrics.jobSeconds.observe({ span }, (clock.monotonic() - begun) / 1000);
  }
}
