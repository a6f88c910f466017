import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../streams/contracts/clock.ts';
import type { Store } from './store/mod.ts';

/** Before a tick is due its way is kept free, ms: about as long as one batch takes that has just been begun. */
export const LEAD_MS = 250;
/** Nobody gives way for longer than this, ms: ticks that fail or drag on do not hold up the frames. */
export const MOST_WAIT_MS = 1_000;
const LOOK_EVERY_MS = 10;

/** The side of those who give way. */
export interface YieldsToTicks {
  /** Whether a tick is under way or near. Cheap: asked for every frame. */
  readonly isTaken: boolean;
  /** Resolves when the way is free, after `MOST_WAIT_MS` at the latest. */
  give(): Promise<void>;
}

/**
 * Ticks have the right of way 先行权: what can be done a second later (frames of a backlog, large batches, hours and days)
 * asks before each step, so that a back-fill does not share the cores with the tick that screens wait for. Steps under
 * way are not interrupted.
 */
export class TickPriority implements YieldsToTicks {
  readonly #clock: Clock;
  #isTicking = false;
  /** When the next tick is due, monotonic ms. */
  #due = Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A tick begins; the next one is due in `cadence` ms. */
  begin(cadence: number): void {
    this.#isTicking = true;
    this.#due = this.#clock.monotonic() + cadence;
  }

  /** The tick is published, or failed. */
  end(): void {
    this.#isTicking = false;
  }

  /** No further tick is due: another process leads, or this one ends. */
  rest(): void {
    this.#isTicking = false;
    this.#due = Infinity;
  }

  get isTaken(): boolean {
    const now = this.#clock.monotonic();
    // A tick long overdue is not coming: its timer is dead, or its process stands.
    return this.#isTicking || (now >= this.#due - LEAD_MS && now < this.#due + MOST_WAIT_MS);
  }

  async give(): Promise<void> {
    const from = this.#clock.monotonic();
    while (this.isTaken && this.#clock.monotonic() - from < MOST_WAIT_MS) await sleep(LOOK_EVERY_MS);
  }
}

/** The same store, whose statements give way one by one: for work of many statements that nobody waits for. */
export function yieldingToTicks(store: Store, way: YieldsToTicks): Store {
  const polite =
    <A extends unknown[], R>(ask: (...given: A) => Promise<R>) =>
    async (...given: A): Promise<R> => {
      await way.give();
      return ask(...given);
    };
  return {
    ...store,
    bytes: polite(store.bytes),
    rows: polite(store.rows) as Store['rows'],
    columns: polite(store.columns),
    command: polite(store.command),
    insert: polite(store.insert),
    insertBinary: polite(store.insertBinary),
  };
}
