import { randomBytes } from 'node:crypto';

/** `<ms UTC in base 36>-<128 random bits>`: not to be guessed, and tells its age. */
export const newReceiptId = (now: number): string => `${now.toString(36)}-${randomBytes(16).toString('hex')}`;

/** When a receipt was given out, ms UTC. */
export const receiptTime = (id: string): number => Number.parseInt(id, 36);
