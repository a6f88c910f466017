import type { RejectReason } from './reject-reasons.ts';

/** Bits of the per-device tolerance in the registry (`devices.tolerance`), none by default. */
export const TOLERATE_CRC = 1;
export const TOLERATE_LENGTH = 2;

/** Does a device's tolerance cover this fault? */
export function tolerates(tolerance: number, reason: RejectReason): boolean {
  if (reason === 'bad_crc') return (tolerance & TOLERATE_CRC) !== 0;
  if (reason === 'bad_length') return (tolerance & TOLERATE_LENGTH) !== 0;
  if (reason === 'bad_crc_and_length') return (tolerance & TOLERATE_CRC) !== 0 && (tolerance & TOLERATE_LENGTH) !== 0;
  return false;
}
