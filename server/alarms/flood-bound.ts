/** Bounds how many alarms of one class are raised within a sliding window. Memory: `most` instants per class. */
export class FloodBound {
  readonly #most: number;
  readonly #windowMs: number;
  readonly #raises = new Map<string, number[]>();

  constructor(most: number, windowMs: number) {
    this.#most = most;
    this.#windowMs = windowMs;
  }

  /** Whether the class has used up its raises; if not, counts one. @param now ms UTC */
  isReached(name: string, now: number): boolean {
    const times = (this.#raises.get(name) ?? []).filter((at) => now - at < this.#windowMs);
    const isReached = times.length >= this.#most;
    if (!isReached) times.push(now);
    this.#raises.set(name, times);
    return isReached;
  }
}
