import type { KeyRing } from './key-ring.ts';
import type { KeyRingOptions } from './key-ring-options.ts';
import { StoredKeyRing } from './stored-key-ring.ts';

/** How often the keys are looked up in the store, in case the news of a change was lost. */
const KEYS_POLL_MS = 60_000;

/**
 * Opens the key ring: every device's keys in memory, read again on `registry.changed` and every minute.
 * A key sealed under another secret is left out, counted and reported (GL_KEY_UNREADABLE); the frames of its device
 * stay kept.
 */
export async function openKeyRing({ pollMs = KEYS_POLL_MS, ...options }: KeyRingOptions): Promise<KeyRing> {
  const ring = new StoredKeyRing(options);
  await ring.reload();
  ring.follow(pollMs);
  return ring;
}
