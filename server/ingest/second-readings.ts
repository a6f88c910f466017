import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream';
import type { Logger } from 'pino';
import type { Clock } from '../../streams/contracts/clock.ts';
import type { YieldsToTicks } from '../platform/tick-priority.ts';
import type { PartState } from '../platform/running.ts';
import type { Store } from '../platform/store/mod.ts';
import { Batch } from './batch.ts';
import type { IngestBounds } from './bounds.ts';
import { readFrames } from './frames.ts';
import type { Opener } from './opener.ts';
import { sequenceOf } from './ordinals.ts';
import { pause } from '../platform/pause.ts';
import { streamInfo, type Position } from './position.ts';
import { untilDone } from '../platform/retry.ts';
import { readSecondReadings, writeSecondReading, type SecondReading } from './second-reading-rows.ts';
import type { WriteQueue } from './write-queue.ts';

const LOOK_MS = 100;
/** How often it is written down how far one has come. */
const NOTED_EVERY_MS = 5_000;

export interface SecondReadingOptions {
  readonly store: Store;
  readonly jetstream: JetStreamClient;
  readonly manager: JetStreamManager;
  readonly clock: Clock;
  readonly log: Logger;
  readonly bounds: Pick<
    IngestBounds,
    'pull' | 'pullWait' | 'batchReadings' | 'batchFrames' | 'retryPause' | 'rewind' | 'againRest'
  >;
  readonly queue: WriteQueue;
  readonly way: YieldsToTicks;
  /** A fresh one per reading. */
  readonly opener: () => Opener;
  /** Where ingest reads now; `null` before it does. */
  readonly position: () => (Pick<Position, 'numbering'> & { readonly taken: number }) | null;
  readonly frameRead: () => void;
  readonly failed: (error: unknown, attempt: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Reads stretches of FRAMES a second time, one after the other, beside what comes: each frame with its own ordinal, so that by
 * identity only what was missing is new. Kept in the store until it is done, and gone on with after a restart. It gives way to
 * ticks and rests as long as it works.
 */
export class SecondReadings {
  readonly #options: SecondReadingOptions;
  #all: SecondReading[] = [];
  #loaded: Promise<void> | null = null;
  #frames = 0;

  constructor(options: SecondReadingOptions) {
    this.#options = options;
  }

  /** What was asked for at earlier starts. Tried until the store answers; rejects with `Stopped`. */
  load(): Promise<void> {
    this.#loaded ??= this.#always(async () => {
      this.#all = await readSecondReadings(this.#options.store);
    });
    return this.#loaded;
  }

  get pending(): readonly SecondReading[] {
    return this.#all.filter(({ ended }) => !ended);
  }
  isPending(reason: SecondReading['reason']): boolean {
    return this.pending.some((row) => row.reason === reason);
  }
  /** Parts of the store whose frames have all been read again. */
  get healed(): ReadonlySet<string> {
    return new Set(this.#all.flatMap(({ ended, parts }) => (ended ? parts : [])));
  }
  /** Parts that were asked for, read again or not yet. */
  get known(): ReadonlySet<string> {
    return new Set(this.#all.flatMap(({ parts }) => parts));
  }

  /** Written down when it resolves; one that is known already changes nothing. */
  async ask(row: SecondReading): Promise<void> {
    await this.load();
    if (this.#all.some(({ id }) => id === row.id)) return;
    const { log } = this.#options;
    if (!row.ended)
      log.warn(
        { id: row.id, reason: row.reason, from: row.from, until: row.until, parts: row.parts },
        'frames will be read a second time',
      );
    await this.#note(row);
  }

  /** All frames that are kept, for rows that were lost with parts of the store ('table/part'). */
  async readAll(parts: readonly string[], now: number): Promise<void> {
    const { manager, position, signal } = this.#options;
    while (position() === null) {
      if (signal.aborted) return;
      await pause(LOOK_MS, signal);
    }
    const state = await this.#always(async () => (await streamInfo(manager)).state);
    const at = position();
    if (at === null) return;
    const until = sequenceOf(at.taken);
    await this.ask({
      id: `parts ${now}`,
      reason: 'parts',
      created: at.numbering.created,
      from: Math.max(1, state.first_seq),
      until,
      reached: 0,
      wasRead: true,
      parts,
      ended: state.first_seq > until,
      noted: now,
    });
  }

  /** Parts that something else than frames has mended: remembered as those are, so that no start mends them again. */
  remember(parts: readonly string[], now: number): Promise<void> {
    return this.ask({
      id: `mended ${now}`,
      reason: 'mended',
      created: '',
      from: 0,
      until: 0,
      reached: 0,
      wasRead: true,
      parts,
      ended: true,
      noted: now,
    });
  }

  /** For ever, until stopped. */
  async follow(): Promise<void> {
    const { position, signal } = this.#options;
    await this.load();
    while (!signal.aborted) {
      const [next] = this.pending;
      if (next === undefined || position() === null) await pause(LOOK_MS, signal);
      else await this.#always(() => this.#read(next.id));
    }
  }

  part(): PartState {
    const { pending } = this;
    const left = pending.reduce((sum, { from, until, reached }) => sum + until - Math.max(from - 1, reached), 0);
    return {
      part: 'second-reading',
      state: pending.length === 0 ? 'ready' : 'degraded',
      figures: { pending: pending.length, framesLeft: left, framesRead: this.#frames },
      ...(pending[0] ? { detail: `frames are read a second time (${pending[0].reason}), ${left} left` } : {}),
    };
  }

  async #note(row: SecondReading): Promise<void> {
    await this.#always(() => writeSecondReading(this.#options.store, row));
    this.#all = [...this.#all.filter(({ id }) => id !== row.id), row];
  }

  #always<T>(work: () => Promise<T>): Promise<T> {
    const { bounds, signal, failed } = this.#options;
    return untilDone(work, { longest: bounds.retryPause, signal, failed });
  }

  async #read(id: string): Promise<void> {
    const { manager, position, log, signal } = this.#options;
    const row = this.#all.find((one) => one.id === id);
    const at = position();
    if (row === undefined || at === null) return;
    if (row.created !== at.numbering.created) {
      log.warn({ id, reason: row.reason }, 'a second reading ends: the stream it was for is gone');
      return this.#note({ ...row, ended: true });
    }
    const { state } = await streamInfo(manager);
    // A packet in parts may have begun before the stop.
    const from = Math.max(row.from, row.reached + 1 - this.#options.bounds.rewind, state.first_seq);
    if (from <= Math.min(row.until, state.last_seq)) await this.#readFrom(from, row, at);
    if (signal.aborted) return;
    log.warn(
      { id, reason: row.reason, from, until: row.until, frames: this.#frames },
      'frames have been read a second time',
    );
    // What lies within has been read with it.
    for (const one of this.pending)
      if (one.created === row.created && one.from >= row.from && one.until <= row.until)
        await this.#note({ ...one, reached: one.until, ended: true });
  }

  async #readFrom(
    from: number,
    row: SecondReading,
    { numbering, taken }: NonNullable<ReturnType<SecondReadingOptions['position']>>,
  ): Promise<void> {
    const { jetstream, manager, bounds, queue, way, clock, signal, frameRead, opener: newOpener } = this.#options;
    const opener = newOpener();
    const batch = new Batch();
    let present = row;
    let notedAt = clock.monotonic();
    const write = async (reached: number): Promise<void> => {
      // What had been read before has been told before.
      if (row.wasRead) batch.rejects.length = 0;
      batch.last = Math.max(batch.last, taken);
      await way.give();
      const begun = clock.monotonic();
      await queue.write(batch);
      batch.clear();
      present = { ...present, reached: Math.max(present.reached, reached) };
      const now = clock.monotonic();
      if (now - notedAt >= NOTED_EVERY_MS) {
        notedAt = now;
        await this.#note(present);
      }
      await pause((clock.monotonic() - begun) * bounds.againRest, signal);
    };
    let reached = 0;
    for await (const frame of readFrames({
      jetstream,
      manager,
      numbering,
      from,
      subject: 'frames.>',
      pull: bounds.pull,
      wait: bounds.pullWait,
      signal,
      until: row.until,
    })) {
      opener.open(frame, batch);
      reached = sequenceOf(frame.ordinal);
      this.#frames += 1;
      frameRead();
      if (batch.readings.count >= bounds.batchReadings || batch.frames >= bounds.batchFrames) await write(reached);
    }
    if (!batch.isEmpty && !signal.aborted) await write(reached);
  }
}
