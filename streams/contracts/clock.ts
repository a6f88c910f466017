/**
 * Time is passed in, never read from inside: a room that takes a `Clock` can be
 * replayed and tested. `now` is civil time, `monotonic` only ever grows and is
 * what ticks and deadlines run on.
 */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. May jump. */
  now(): number;
  /** Milliseconds since an arbitrary start. Never jumps. */
  monotonic(): number;
}

export const systemClock: Clock = Object.freeze({ now: () => Date.now(), monotonic: () => performance.now() });
