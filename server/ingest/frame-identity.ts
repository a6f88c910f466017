import { createHash } from 'node:crypto';
import type { JetStreamManager } from '@nats-io/jetstream';

const SEQUENCE_DIGITS = 16;
const HASH_DIGITS = 16;
const NO_MESSAGE = 10_037;
const NANOSECONDS_PER_MS = 1_000_000n;

/**
 * What tells a message from another one at the same sequence: `<sequence>:<stream time, ns>:<start of the SHA-256 of
 * its bytes>`, the sequence padded so that the largest text is that of the largest sequence.
 */
export const identityOf = (sequence: number, stored: bigint, bytes: Uint8Array): string =>
  [
    String(sequence).padStart(SEQUENCE_DIGITS, '0'),
    stored,
    createHash('sha256').update(bytes).digest('hex').slice(0, HASH_DIGITS),
  ].join(':');

export const identifiedSequence = (identity: string): number => Number(identity.slice(0, SEQUENCE_DIGITS));
/** ms UTC of the broker's clock. */
export const identifiedTime = (identity: string): number =>
  Number(BigInt(identity.split(':')[1] ?? 0) / NANOSECONDS_PER_MS);

/** RFC 3339 with up to nine decimals, as the broker writes it, in ns UTC. */
export function nanoseconds(timestamp: string): bigint {
  const decimals = /\.(\d{1,9})/.exec(timestamp)?.[1] ?? '';
  const whole = Date.parse(timestamp.replace(/\.\d+/, ''));
  return BigInt(whole) * NANOSECONDS_PER_MS + BigInt(decimals.padEnd(9, '0'));
}

/**
 * Identity of the message that FRAMES has at a sequence; null where it has none (too old, or removed). Throws what the
 * broker says.
 */
export async function identityAt(manager: JetStreamManager, sequence: number): Promise<string | null> {
  try {
    const message = await manager.streams.getMessage('FRAMES', { seq: sequence });
    return message === null ? null : identityOf(sequence, nanoseconds(message.timestamp), message.data);
  } catch (error) {
    if ((error as { code?: number }).code === NO_MESSAGE) return null;
    throw error;
  }
}
