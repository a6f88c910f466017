import { crc16 } from './crc16.ts';
import { readCrc } from './diagnose.ts';
import { CRC_BYTES, PREFIX } from './limits.ts';
import type { Packet } from './packet.ts';
import { couldBeSealed, isParameterText, isSealable, looksSealed, unseal, type Sm4Key } from './sm4.ts';
import { TOLERATE_CRC } from './tolerance.ts';

export type { Sm4Key } from './sm4.ts';

/** What a frame's parameters are to somebody with these keys. */
export type Seal =
  /** Not encrypted: the CRC over the bytes as they came decides. */
  | { readonly state: 'plain' }
  /** One of the keys opens it and the CRC over the opened text holds; `key` is its index. */
  | { readonly state: 'opened'; readonly text: Buffer; readonly key: number; readonly tolerated: boolean }
  /** Encrypted, and nobody gave a key of this device: whether it holds cannot be told yet. */
  | { readonly state: 'keyless' }
  /** Encrypted, and none of the keys opens it: damaged, or of a key that nobody registered. */
  | { readonly state: 'closed' };

const PLAIN: Seal = Object.freeze({ state: 'plain' });
const KEYLESS: Seal = Object.freeze({ state: 'keyless' });
const CLOSED: Seal = Object.freeze({ state: 'closed' });
const CANONICAL = new RegExp(
  [
    /^QN=\d{14,20};ST=[0-9A-Z]{2};CN=\d{4};(?:PW=[^;&=#]{0,32};)?MN=[^;&=#\s]{1,64};/,
    /Flag=\d{1,3};(?:PNUM=\d{1,9};PNO=\d{1,9};)?(?:RF=1;)?CP=&&$/,
  ]
    .map(({ source }) => source)
    .join(''),
  'i',
);
const CLOSING = Buffer.from('&&');

/** Could this packet be encrypted at all: dialect 2025 and one of its commands? */
export const maySeal = (packet: Packet): boolean => packet.dialect === '2025' && isSealable(packet.cn);

/**
 * Looks whether a packet's parameters are encrypted and which of the keys opens them: the one that yields the right
 * CRC, which HJ 212-2025 6.4 computes over the text before encryption.
 *
 * A CRC over the encrypted bytes (a misreading met in the field) holds only where the device's wrong CRCs are
 * tolerated.
 * @param frame the whole frame `##LLLL...CCCC` that `packet` was read from
 * @param keys newest first: the usual case is the first try
 */
export function sealOf(packet: Packet, frame: Uint8Array, keys: readonly Sm4Key[], tolerance = 0): Seal {
  if (!maySeal(packet)) return PLAIN;
  const sealed = Buffer.from(packet.cp, 'latin1');
  if (!couldBeSealed(sealed)) return PLAIN;
  const end = frame.length - CRC_BYTES;
  // No CRC can be checked, so the header has to be the standard's to the letter: a frame whose damaged length spans its
  // neighbours holds their headers in its own.
  if (keys.length === 0 && looksSealed(sealed))
    return CANONICAL.test(
      Buffer.from(frame.buffer, frame.byteOffset + PREFIX, end - PREFIX - CLOSING.length - sealed.length).toString(
        'latin1',
      ),
    )
      ? KEYLESS
      : PLAIN;
  const declared = readCrc(frame, end);
  const isCipherText = looksSealed(sealed);
  // Text with some strange bytes whose CRC holds as it stands is text.
  if (!isCipherText && declared === crc16(frame, PREFIX, end)) return PLAIN;
  const head = crc16(frame, PREFIX, end - CLOSING.length - sealed.length);
  let tolerated: Seal | null = null;
  for (const [key, secret] of keys.entries()) {
    const text = unseal(sealed, secret);
    if (!isParameterText(text, packet.cn, (packet.part?.number ?? 1) > 1)) continue;
    if (crc16(CLOSING, 0, 2, crc16(text, 0, text.length, head)) === declared)
      return { state: 'opened', text, key, tolerated: false };
    if ((tolerance & TOLERATE_CRC) !== 0 && tolerated === null)
      tolerated = { state: 'opened', text, key, tolerated: true };
  }
  return tolerated ?? (isCipherText ? CLOSED : PLAIN);
}
