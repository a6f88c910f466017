import { GuanlanError } from '../../streams/contracts/errors.ts';
import { TokenBuckets } from '../../streams/contracts/token-bucket.ts';

/** Requests per address that cost the store something. */
const PER_SECOND = 20;
const BURST = 60;
/** Addresses remembered at a time. */
const MAX_ADDRESSES = 10_000;

/**
 * The limit of expensive requests per address.
 * @param monotonic ms, never jumps
 * @returns throws GL_TOO_MANY where an address asks too often
 */
export function openRateLimit(monotonic: () => number): (address: string) => void {
  const buckets = new TokenBuckets({ perSecond: PER_SECOND, burst: BURST, keys: MAX_ADDRESSES });
  return (address) => {
    if (buckets.take(address, monotonic()) > 0) throw new GuanlanError('GL_TOO_MANY');
  };
}
