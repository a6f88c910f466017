/** A run should take about this long, so that nobody waits behind it in the store. */
const SLOW_MS = 3_000;
const QUICK_MS = 1_000;
/** Least parts of a run: one station's hour at one reading a second has 3,600 per factor. */
const SMALLEST_PARTS = 40_000;

/**
 * How many parts the next run of the hours job takes: halved by a slow or failed one, doubled by a quick one, never
 * above the bound.
 */
export class RunSize {
  readonly #most: number;
  #parts: number;

  constructor(most: number) {
    this.#most = most;
    this.#parts = most;
  }

  get parts(): number {
    return this.#parts;
  }

  took(ms: number): void {
    if (ms > SLOW_MS) this.#halve();
    else if (ms < QUICK_MS) this.#parts = Math.min(this.#most, this.#parts * 2);
  }

  /** Time or memory ran out, or the store is away: the same again would fail again. */
  failed(): void {
    this.#halve();
  }

  #halve(): void {
    this.#parts = Math.max(Math.min(SMALLEST_PARTS, this.#most), Math.floor(this.#parts / 2));
  }
}
