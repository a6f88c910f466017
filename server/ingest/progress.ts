import type { Clock } from '../../streams/contracts/clock.ts';

/**
 * A step of a write, or of the start, that fails for this long (ms) is a stall. With the heartbeat every 500 ms and the
 * hub's check every 200 ms screens show it within 3 s. Attempts are a sixteenth of the longest pause apart at first, so
 * one or two that fail and then succeed (a connection made anew, memory short for a moment) are over before.
 */
export const FAILING_MS = 1_500;
/**
 * Nothing taken and nothing written for this long (ms) although something waits is a stall too: an insert that hangs
 * fails only after minutes. Ordinary back-pressure is far below: a large batch waits a second for a tick, a slow insert
 * takes ten.
 */
export const STANDING_MS = 30_000;

/** Whether ingest moves, from what fails, what succeeds and whether anything waits. Times are monotonic. */
export class Progress {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #failing = new Map<string, { readonly since: number; text: string }>();
  #movedAt: number;

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
    this.#movedAt = clock.monotonic();
  }

  /** @param what a step that will say `succeeded` once it does */
  failed(what: string, text: string): void {
    const failing = this.#failing.get(what);
    if (failing) failing.text = text;
    else this.#failing.set(what, { since: this.#clock.monotonic(), text });
  }

  succeeded(what: string): void {
    this.#failing.delete(what);
    this.moved();
  }

  /** A frame was taken while no batch was being written, or there was nothing to take. */
  moved(): void {
    this.#movedAt = this.#clock.monotonic();
  }

  /**
   * Why ingest does not move, one sentence; null while it does.
   * @param isWaiting frames lie in the stream behind the last one taken, or a batch is being written
   */
  stall(isWaiting: boolean): string | null {
    const now = this.#clock.monotonic();
    for (const { since, text } of this.#failing.values()) if (now - since >= FAILING_MS) return text;
    if (!isWaiting) this.moved();
    else if (now - this.#movedAt >= STANDING_MS)
      return `nothing was taken or written for ${Math.floor((now - this.#movedAt) / 1000)} s`;
    return null;
  }
}
