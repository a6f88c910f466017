/** Removed keys remembered per table; beyond it the older half is forgotten and the floor rises. */
export const MAX_TOMBSTONES = 65_536;

/**
 * The removed keys of a table with the sequence that removed each: a difference carries them beside the changed rows.
 */
export class Tombstones {
  readonly #removed = new Map<number, number>();
  readonly #most: number;
  /** Differences can be computed from this sequence on. */
  floor = 0;

  constructor(most: number = MAX_TOMBSTONES) {
    this.#most = most;
  }

  get size(): number {
    return this.#removed.size;
  }

  add(key: number, seq: number): void {
    this.#removed.set(key, seq);
  }

  /** The key is back. */
  delete(key: number): void {
    this.#removed.delete(key);
  }

  /** Keys removed after `seq`, ascending. */
  since(seq: number): Uint32Array {
    const keys: number[] = [];
    for (const [key, removedAt] of this.#removed) if (removedAt > seq) keys.push(key);
    return Uint32Array.from(keys).sort();
  }

  /** Forgets removals up to `seq`: nobody will ask for a difference from before it. */
  forget(seq: number): void {
    for (const [key, removedAt] of this.#removed) if (removedAt <= seq) this.#removed.delete(key);
    this.floor = Math.max(this.floor, seq);
  }

  /** Begins anew at `seq`. */
  reset(seq: number): void {
    this.#removed.clear();
    this.floor = seq;
  }

  /** Drops the older half where there are too many. */
  bound(): void {
    if (this.#removed.size <= this.#most) return;
    const ages = Uint32Array.from(this.#removed.values()).sort();
    this.forget(ages[ages.length >>> 1] ?? this.floor);
  }
}
