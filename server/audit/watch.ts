import { stretchOf } from './bounds.ts';

/** A stretch of stations in one hour or day of the watched range. */
export interface Slot {
  /** Seconds UTC. */
  readonly start: number;
  readonly stretch: number;
  /** Print of its rows when it was last taken; `null`: not yet. */
  print: string | null;
  /** Print with which all of its rows agreed with their readings; `null`: never. */
  verified: string | null;
  /** Not to be checked before this, monotonic ms. */
  notBefore: number;
}

/** Of rows that are not there. */
export const NO_ROWS = '0';

/**
 * What of the watched range has to be checked. A print is one number over all columns of the rows of a stretch; as
 * long as it is the one with which the stretch was verified, nothing in it has changed, and reading its readings
 * again would show nothing new. Whatever changes a row moves the print: the stretch is then first in the queue.
 */
export class Watch {
  readonly #slots = new Map<number, Map<number, Slot>>();

  /** The range: periods and stretches that should be there; what has left it is forgotten. */
  cover(starts: readonly number[], stations: Iterable<number>): void {
    const stretches = new Set<number>();
    for (const station of stations) stretches.add(stretchOf(station));
    for (const start of this.#slots.keys()) if (!starts.includes(start)) this.#slots.delete(start);
    for (const start of starts) {
      const slots = this.#slots.get(start) ?? new Map<number, Slot>();
      this.#slots.set(start, slots);
      for (const stretch of stretches)
        if (!slots.has(stretch)) slots.set(stretch, { start, stretch, print: null, verified: null, notBefore: 0 });
    }
  }

  /** Prints just taken of whole periods; a stretch that is not among them has no rows. */
  seen(starts: readonly number[], prints: ReadonlyMap<string, string>): void {
    for (const start of starts)
      for (const slot of this.#slots.get(start)?.values() ?? [])
        slot.print = prints.get(`${start} ${slot.stretch}`) ?? NO_ROWS;
  }

  /** Nothing is shown of a period, and nothing was observed of it. */
  isEmpty(start: number): void {
    for (const slot of this.#slots.get(start)?.values() ?? []) slot.verified = NO_ROWS;
  }

  /** Whether a period shows no rows at all and was not yet found to be empty. */
  mayBeEmpty(start: number): boolean {
    const slots = [...(this.#slots.get(start)?.values() ?? [])];
    return (
      slots.length > 0 &&
      slots.every(({ print }) => print === NO_ROWS) &&
      slots.some(({ verified }) => verified !== NO_ROWS)
    );
  }

  /** What an earlier process had verified. */
  remember(start: number, stretch: number, print: string): void {
    const slot = this.#slots.get(start)?.get(stretch);
    if (slot) slot.verified = print;
  }

  /** Something in it is wrong: its print of before proves nothing. Returns whether it lies in the range. */
  invalidate(start: number, stretch: number): boolean {
    const slot = this.#slots.get(start)?.get(stretch);
    if (slot) slot.verified = null;
    return slot !== undefined;
  }

  /**
   * What to check next: stretches of one period, `most` at most and neighbours as far as possible. Rows that changed
   * after they had been verified come first, then the newest period.
   */
  next(now: number, most: number): Slot[] {
    const isDue = (slot: Slot): boolean => slot.print !== null && slot.print !== slot.verified && slot.notBefore <= now;
    let best: Slot | null = null;
    for (const slots of this.#slots.values())
      for (const slot of slots.values()) if (isDue(slot) && (best === null || rank(slot, best) < 0)) best = slot;
    if (best === null) return [];
    const { start, stretch: first } = best;
    return [...(this.#slots.get(start)?.values() ?? [])]
      .filter((slot) => isDue(slot) && slot.stretch >= first)
      .sort((a, b) => a.stretch - b.stretch)
      .slice(0, most);
  }

  /** Puts off everything of a period that was never verified: it is being computed just now. */
  postpone(start: number, until: number): void {
    for (const slot of this.#slots.get(start)?.values() ?? []) if (slot.verified === null) slot.notBefore = until;
  }

  at(start: number, stretch: number): Slot | undefined {
    return this.#slots.get(start)?.get(stretch);
  }

  get periods(): readonly number[] {
    return [...this.#slots.keys()].sort((a, b) => b - a);
  }

  /** Stretches whose rows are others than when they were verified. */
  get changed(): number {
    let count = 0;
    for (const slots of this.#slots.values())
      for (const { print, verified } of slots.values())
        if (print !== null && verified !== null && print !== verified) count += 1;
    return count;
  }

  get behind(): number {
    let count = 0;
    for (const slots of this.#slots.values())
      for (const slot of slots.values()) if (slot.print === null || slot.print !== slot.verified) count += 1;
    return count;
  }
}

const rank = (a: Slot, b: Slot): number =>
  Number(a.verified === null) - Number(b.verified === null) || b.start - a.start || a.stretch - b.stretch;
