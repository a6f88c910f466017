/** Bytes of `##LLLL` before the data segment and of the CRC after it. */
export const PREFIX = 6;
export const CRC_BYTES = 4;

/**
 * Largest data segment taken. HJ 212-2017 6.3.1 says 1024; real frames of 1045 and 1623 bytes are on record, so
 * four times the standard is let in and everything above is a reject, long before the 9999 that four digits allow.
 */
export const MAX_SEGMENT = 4096;
export const MAX_FRAME = PREFIX + MAX_SEGMENT + CRC_BYTES;
