/**
 * How often the wind may move. Frames are paid in main-thread time; a machine that cannot afford them gets fewer, and
 * one that cannot afford even those gets still pictures, which are as true. It tries again after a while.
 */
export interface PacerLimits {
  /** Frames a second at most. */ readonly rate: number;
  /** Share of time the map may take, 0..1. */ readonly share: number;
  /** A frame that costs more stops the animation, ms. */ readonly worst: number;
  /** Rest before it tries again, ms. */ readonly rest: number;
}
export const WALL_PACE: PacerLimits = Object.freeze({ rate: 30, share: 0.25, worst: 160, rest: 120_000 });

export class FramePacer {
  readonly #limits: PacerLimits;
  #cost = 8;
  #next = 0;
  #restUntil = 0;

  constructor(limits: PacerLimits) {
    this.#limits = limits;
  }

  /** May a frame be drawn at this monotonic instant (ms)? */
  due(now: number): boolean {
    return now >= this.#next && now >= this.#restUntil;
  }

  /** A frame was drawn: from `start` to `end`, monotonic ms. */
  drawn(start: number, end: number): void {
    const cost = Math.max(0, end - start);
    this.#cost += (cost - this.#cost) * 0.2;
    if (this.#cost > this.#limits.worst) {
      this.#restUntil = end + this.#limits.rest;
      this.#cost = 8;
    }
    this.#next = start + Math.max(1000 / this.#limits.rate, this.#cost / this.#limits.share);
  }

  get isResting(): boolean {
    return this.#restUntil > 0;
  }
}
