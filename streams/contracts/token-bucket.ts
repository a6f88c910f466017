/**
 * Token buckets by key: `rate` a second on average, `burst` at once. Remembers `most` keys; the one that took longest
 * ago is forgotten first, which only ever lets more through.
 */
export class TokenBuckets {
  readonly #rate: number;
  readonly #burst: number;
  readonly #most: number;
  /** In the order of the last take. */
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  constructor(rate: number, burst: number, most: number) {
    this.#rate = rate;
    this.#burst = burst;
    this.#most = most;
  }

  get size(): number {
    return this.#buckets.size;
  }

  /** Takes one token at `now` (monotonic ms): 0 when it was there, else the milliseconds until there is one. */
  take(key: string, now: number): number {
    const bucket = this.#buckets.get(key) ?? { tokens: this.#burst, at: now };
    bucket.tokens = Math.min(this.#burst, bucket.tokens + ((now - bucket.at) / 1000) * this.#rate);
    bucket.at = now;
    this.#buckets.delete(key);
    if (this.#buckets.size >= this.#most) this.#forgetOldest();
    this.#buckets.set(key, bucket);
    if (bucket.tokens < 1) return Math.max(1, Math.ceil(((1 - bucket.tokens) / this.#rate) * 1000));
    bucket.tokens -= 1;
    return 0;
  }

  #forgetOldest(): void {
    for (const key of this.#buckets.keys()) {
      this.#buckets.delete(key);
      return;
    }
  }
}
