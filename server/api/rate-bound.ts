import { GuanlanError } from '../../streams/contracts/errors.ts';

/** Addresses remembered at a time; the oldest is forgotten first. */
const MAX_ADDRESSES = 10_000;

/**
 * A bucket of tokens per address: `burst` at once, `perSecond` on the long run.
 * @param monotonic milliseconds, never jumps
 */
export function openRateBound(perSecond: number, burst: number, monotonic: () => number): (address: string) => void {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (address) => {
    const now = monotonic();
    const bucket = buckets.get(address) ?? { tokens: burst, at: now };
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
    buckets.delete(address);
    buckets.set(address, bucket);
    if (buckets.size > MAX_ADDRESSES) buckets.delete(buckets.keys().next().value as string);
    if (bucket.tokens < 1) throw new GuanlanError('GL_TOO_MANY');
    bucket.tokens -= 1;
  };
}
