import type { Logger } from 'pino';
import type { Store } from '../platform/store/mod.ts';
import { readSecondReadings, writeSecondReading, type SecondReading } from './second-reading-rows.ts';

export interface SecondReadingListOptions {
  readonly store: Store;
  readonly log: Logger;
  /** Tries until the store answers; rejects with `Stopped`. */
  readonly retried: <T>(work: () => Promise<T>) => Promise<T>;
}

/** The second readings that were requested, in the store and in memory: those of earlier starts as well. */
export class SecondReadingList {
  readonly #options: SecondReadingListOptions;
  #all: readonly SecondReading[] = [];
  #loaded: Promise<void> | null = null;

  constructor(options: SecondReadingListOptions) {
    this.#options = options;
  }

  load(): Promise<void> {
    const { store, retried } = this.#options;
    this.#loaded ??= retried(async () => {
      this.#all = await readSecondReadings(store);
    });
    return this.#loaded;
  }

  get pending(): readonly SecondReading[] {
    return this.#all.filter(({ ended }) => !ended);
  }
  /** Parts of the store whose frames have all been read again, or that were restored otherwise. */
  get restoredParts(): ReadonlySet<string> {
    return new Set(this.#all.flatMap(({ ended, parts }) => (ended ? parts : [])));
  }
  /** Parts that were requested, read again or not yet. */
  get knownParts(): ReadonlySet<string> {
    return new Set(this.#all.flatMap(({ parts }) => parts));
  }

  find(id: string): SecondReading | undefined {
    return this.#all.find((row) => row.id === id);
  }

  /** In the store when it resolves; one that is known already changes nothing. */
  async add(row: SecondReading): Promise<void> {
    await this.load();
    if (this.find(row.id) !== undefined) return;
    const { id, reason, from, until, parts } = row;
    if (!row.ended) this.#options.log.warn({ id, reason, from, until, parts }, 'frames will be read a second time');
    await this.update(row);
  }

  async update(row: SecondReading): Promise<void> {
    const { store, retried } = this.#options;
    await retried(() => writeSecondReading(store, row));
    this.#all = [...this.#all.filter(({ id }) => id !== row.id), row];
  }
}
