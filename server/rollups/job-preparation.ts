import type { JobsOptions } from './jobs-options.ts';
import { applyMarks } from './marks.ts';
import { fillNeighbours, fillQualityTables } from './quality-tables.ts';
import { countFindings, writeSuppressed } from './suppressed.ts';

type PreparationOptions = Omit<JobsOptions, 'tickPriority' | 'log' | 'signal' | 'zone'>;

/**
 * What has to be up to date before a run of the jobs: the tables of rules and neighbours, marks applied to the hours
 * they cover, what the windows may not evaluate now, and the counts of findings.
 */
export class JobPreparation {
  readonly #options: PreparationOptions;
  #rulesFilled = false;
  /** Registry version that the neighbours in the store belong to. */
  #neighbours: number | null = null;
  // Monotonic ms of the last time; null where it is due at once.
  #marksAt: number | null = null;
  #suppressedAt: number | null = null;
  #countedAt: number | null = null;

  constructor(options: PreparationOptions) {
    this.#options = options;
  }

  get neighbours(): number {
    return this.#neighbours ?? 0;
  }

  /** @param now ms UTC */
  async run(now: number): Promise<void> {
    const { store, registry, dirtyPeriods, clock, bounds, metrics, failed } = this.#options;
    if (!this.#rulesFilled) {
      await fillQualityTables(store);
      this.#rulesFilled = true;
    }
    if (this.#neighbours !== registry.version) {
      const { version } = registry;
      await fillNeighbours(store, version);
      this.#neighbours = version;
    }
    const monotonic = clock.monotonic();
    const isDue = (last: number | null, pause: number): boolean => last === null || monotonic - last >= pause;
    if (isDue(this.#marksAt, bounds.marksPause)) {
      const applied = await applyMarks(store, dirtyPeriods, now, bounds.marksAtOnce);
      this.#marksAt = applied === bounds.marksAtOnce ? null : monotonic;
      if (applied > 0) this.#suppressedAt = null;
    }
    if (isDue(this.#suppressedAt, bounds.suppressedPause)) {
      this.#suppressedAt = monotonic;
      await writeSuppressed(store, now).catch((error: unknown) => failed('withheld', error, 1));
    }
    if (isDue(this.#countedAt, bounds.countPause)) {
      this.#countedAt = monotonic;
      await countFindings(store, now, metrics.findings).catch((error: unknown) => failed('findings', error, 1));
    }
  }
}
