import { crc16 } from './crc16.ts';
import { CRC_BYTES, PREFIX } from './limits.ts';
import type { RejectReason } from './reject-reasons.ts';

const HASH = 0x23;
const AMPERSAND = 0x26;

export const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;

const hexValue = (byte: number | undefined): number => {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
};

/** The four hexadecimal digits at `at`, either case, or -1. */
export function readCrc(bytes: Uint8Array, at: number): number {
  let crc = 0;
  for (let i = 0; i < CRC_BYTES; i += 1) {
    const value = hexValue(bytes[at + i]);
    if (value < 0) return -1;
    crc = crc * 16 + value;
  }
  return crc;
}

/** Does a frame start here: `##` and four digits? */
export const startsFrame = (bytes: Uint8Array, at: number): boolean =>
  bytes[at] === HASH &&
  bytes[at + 1] === HASH &&
  isDigit(bytes[at + 2]) &&
  isDigit(bytes[at + 3]) &&
  isDigit(bytes[at + 4]) &&
  isDigit(bytes[at + 5]);

const digitAt = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0x30) - 0x30;

/** The four digits behind `##` at `at`; only where `isHeader` holds. */
export const declaredLength = (bytes: Uint8Array, at: number): number =>
  digitAt(bytes, at + 2) * 1000 + digitAt(bytes, at + 3) * 100 + digitAt(bytes, at + 4) * 10 + digitAt(bytes, at + 5);

export interface Diagnosis {
  readonly reason: RejectReason;
  /** Bytes from the frame's start to its real end, 0 where no end can be told. */
  readonly end: number;
  /** Bytes from the frame's start to the first thing that is wrong. */
  readonly offset: number;
}

/**
 * Why the frame at `start` does not hold, for people and for the per-device tolerance: it looks for the closing
 * `&&` and four hexadecimal digits that the device meant. Framing itself never looks for them.
 */
export function diagnose(bytes: Uint8Array, start: number, stop: number): Diagnosis {
  const declared = declaredLength(bytes, start);
  const first = start + PREFIX;
  let close = -1;
  // `CP=&&&&` closes at its second pair, hence the step of one and the last match before the next frame.
  for (let i = first; i + 6 <= stop; i += 1) {
    if (i > first && startsFrame(bytes, i)) break;
    if (bytes[i] !== AMPERSAND || bytes[i + 1] !== AMPERSAND || readCrc(bytes, i + 2) < 0) continue;
    const after = bytes[i + 6];
    if (i + 6 === stop || after === 0x0d || after === 0x0a || after === HASH) {
      close = i + 2;
      break;
    }
    if (i + 2 - first === declared) close = i + 2;
  }
  if (close < 0) {
    const whole = first + declared + CRC_BYTES;
    return whole > stop
      ? { reason: 'truncated', end: 0, offset: stop - start }
      : { reason: 'bad_structure', end: 0, offset: PREFIX + declared };
  }
  const crcHolds = readCrc(bytes, close) === crc16(bytes, first, close);
  const lengthHolds = close - first === declared;
  const reason: RejectReason = lengthHolds ? 'bad_crc' : crcHolds ? 'bad_length' : 'bad_crc_and_length';
  return { reason, end: close + CRC_BYTES - start, offset: lengthHolds ? close - start : 2 };
}
