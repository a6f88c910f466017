interface Bucket {
  tokens: number;
  /** When they were counted, monotonic ms. */
  at: number;
}
interface BucketBounds {
  /** Tokens a second, on average. */
  readonly perSecond: number;
  /** Tokens at once. */
  readonly burst: number;
  /** Keys remembered; the one used longest ago is forgotten first, which only ever lets more through. */
  readonly keys: number;
}

/** Token buckets by key: the rate limit of everything that others can ask of us. */
export class TokenBuckets {
  readonly #bounds: BucketBounds;
  readonly #buckets = new Map<string, Bucket>();

  constructor(bounds: BucketBounds) {
    this.#bounds = bounds;
  }

  /** Keys remembered now. */
  get size(): number {
    return this.#buckets.size;
  }

  /** Takes one token at `now` (monotonic ms): 0 when it was there, otherwise the milliseconds until there is one. */
  take(key: string, now: number): number {
    const { perSecond, burst } = this.#bounds;
    const bucket = this.#bucket(key, now);
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
    if (bucket.tokens < 1) return Math.max(1, Math.ceil(((1 - bucket.tokens) / perSecond) * 1000));
    bucket.tokens -= 1;
    return 0;
  }

  /** The key's bucket as the newest of the map. */
  #bucket(key: string, now: number): Bucket {
    const bucket = this.#buckets.get(key) ?? { tokens: this.#bounds.burst, at: now };
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > this.#bounds.keys) {
      const [oldest] = this.#buckets.keys();
      if (oldest !== undefined) this.#buckets.delete(oldest);
    }
    return bucket;
  }
}
