import type { Clock } from '../../streams/contracts/clock.ts';

export interface ClockGuard {
  /** Called with the jump in milliseconds: positive = the wall clock went forward. Returns how to unsubscribe. */
  onJump(listener: (jumpMs: number) => void): () => void;
  /** True for a while after a jump, so that people can be told. */
  moved(): boolean;
  close(): void;
}

const CLOCK_CHECK_MS = 500;
/** A jump of more than this is told; less is the slewing of time synchronisation. */
const CLOCK_TOLERANCE_MS = 2_000;
/** How long a jump is told. */
export const CLOCK_TOLD_MS = 30_000;

/** Holds the wall clock against the monotonic one. A stopped process is no jump: both stand still together. */
export function watchClock(clock: Clock, tolerance = CLOCK_TOLERANCE_MS, every = CLOCK_CHECK_MS): ClockGuard {
  const listeners = new Set<(jumpMs: number) => void>();
  let offset = clock.now() - clock.monotonic();
  let movedAt = -Infinity;
  const check = (): void => {
    const present = clock.now() - clock.monotonic();
    const jump = present - offset;
    if (Math.abs(jump) <= tolerance) return;
    offset = present;
    movedAt = clock.monotonic();
    for (const listener of listeners) listener(Math.round(jump));
  };
  const timer = setInterval(check, every);
  timer.unref();
  return {
    onJump(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    moved: () => clock.monotonic() - movedAt < CLOCK_TOLD_MS,
    close: () => clearInterval(timer),
  };
}
