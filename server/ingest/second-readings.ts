import type { PartState } from '../platform/running.ts';
import { pause } from '../platform/pause.ts';
import { untilDone } from '../platform/retry.ts';
import type { IngestContext } from './ingest-context.ts';
import type { Opener } from './opener.ts';
import { sequenceOf } from './ordinals.ts';
import type { ReadUpTo } from './read-position.ts';
import { readStretch } from './read-stretch.ts';
import { SecondReadingList } from './second-reading-list.ts';
import type { SecondReading } from './second-reading-rows.ts';
import { streamInfo } from './stream-info.ts';
import type { WriteQueue } from './write-queue.ts';

const CHECK_EVERY_MS = 100;

export interface SecondReadingOptions extends Omit<IngestContext, 'metrics' | 'zone'> {
  readonly queue: WriteQueue;
  /** A fresh one per reading. */
  readonly newOpener: () => Opener;
  /** Where ingest reads now; `null` before it does. */
  readonly position: () => ReadUpTo | null;
  readonly frameRead: () => void;
  readonly failed: (error: unknown, attempt: number) => void;
}

/**
 * Reads stretches of FRAMES a second time, one after the other, beside new frames: each frame with its own ordinal, so
 * that by identity only what was missing is new. Kept in the store until it is done, and continued after a restart.
 */
export class SecondReadings {
  readonly #options: SecondReadingOptions;
  readonly #list: SecondReadingList;
  #frames = 0;

  constructor(options: SecondReadingOptions) {
    this.#options = options;
    this.#list = new SecondReadingList({ ...options, retried: (work) => this.#retried(work) });
  }

  isPending(reason: SecondReading['reason']): boolean {
    return this.#list.pending.some((row) => row.reason === reason);
  }
  get restoredParts(): ReadonlySet<string> {
    return this.#list.restoredParts;
  }

  /** In the store when it resolves; one that is known already changes nothing. */
  request(row: SecondReading): Promise<void> {
    return this.#list.add(row);
  }

  /**
   * All frames that are kept, for rows that were lost with parts of the store ('table/part'); parts known already
   * change nothing. `now`: ms UTC.
   */
  async requestForParts(given: readonly string[], now: number): Promise<void> {
    const { manager, position, signal } = this.#options;
    await this.#list.load();
    const parts = given.filter((part) => !this.#list.knownParts.has(part));
    if (parts.length === 0) return;
    while (position() === null) {
      if (signal.aborted) return;
      await pause(CHECK_EVERY_MS, signal);
    }
    const { first_seq: first } = await this.#retried(async () => (await streamInfo(manager)).state);
    const at = position();
    if (at === null) return;
    const until = sequenceOf(at.taken);
    await this.#list.add({
      id: `parts ${now}`,
      reason: 'parts',
      created: at.numbering.created,
      from: Math.max(1, first),
      until,
      reached: 0,
      wasRead: true,
      parts,
      ended: first > until,
      noted: now,
    });
  }

  /**
   * Parts that were restored by other means than frames: recorded as those are, so that no start restores them again.
   * `now`: ms UTC.
   */
  recordRestored(parts: readonly string[], now: number): Promise<void> {
    const nothing = { created: '', from: 0, until: 0, reached: 0, wasRead: true, ended: true };
    return this.#list.add({ id: `mended ${now}`, reason: 'mended', ...nothing, parts, noted: now });
  }

  /** For ever, until stopped. */
  async follow(): Promise<void> {
    const { position, signal } = this.#options;
    await this.#list.load();
    while (!signal.aborted) {
      const [next] = this.#list.pending;
      const at = position();
      if (next === undefined || at === null) await pause(CHECK_EVERY_MS, signal);
      else await this.#retried(() => this.#read(this.#list.find(next.id) ?? next, position() ?? at));
    }
  }

  part(): PartState {
    const { pending } = this.#list;
    const left = pending.reduce((sum, { from, until, reached }) => sum + until - Math.max(from - 1, reached), 0);
    return {
      part: 'second-reading',
      state: pending.length === 0 ? 'ready' : 'degraded',
      figures: { pending: pending.length, framesLeft: left, framesRead: this.#frames },
      ...(pending[0] ? { detail: `frames are read a second time (${pending[0].reason}), ${left} left` } : {}),
    };
  }

  #retried<T>(work: () => Promise<T>): Promise<T> {
    const { bounds, signal, failed } = this.#options;
    return untilDone(work, { longest: bounds.retryPause, signal, failed });
  }

  async #read(row: SecondReading, at: ReadUpTo): Promise<void> {
    const { manager, log, signal, bounds, newOpener } = this.#options;
    const { id, reason, until } = row;
    if (row.created !== at.numbering.created) {
      log.warn({ id, reason }, 'a second reading ends: the stream it was for is gone');
      return this.#list.update({ ...row, ended: true });
    }
    const { state } = await streamInfo(manager);
    // A packet in parts may have begun before the stop.
    const from = Math.max(row.from, row.reached + 1 - bounds.rewind, state.first_seq);
    if (from <= Math.min(until, state.last_seq)) {
      await readStretch(row, from, at, {
        ...this.#options,
        opener: newOpener(),
        frameRead: () => this.#frameRead(),
        record: (present) => this.#list.update(present),
      });
    }
    if (signal.aborted) return;
    log.warn({ id, reason, from, until, frames: this.#frames }, 'frames have been read a second time');
    // What lies within has been read with it.
    for (const one of this.#list.pending)
      if (one.created === row.created && one.from >= row.from && one.until <= until)
        await this.#list.update({ ...one, reached: one.until, ended: true });
  }

  #frameRead(): void {
    this.#frames += 1;
    this.#options.frameRead();
  }
}
