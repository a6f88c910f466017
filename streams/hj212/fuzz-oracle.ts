import { createDecipheriv } from 'node:crypto';

/** What the oracle says of a frame that was accepted. */
export type Verdict =
  /** Length and the CRC over its bytes hold, and it is not encrypted. */
  | 'plain'
  /** Encrypted; one of the device's keys gives a text whose CRC holds. */
  | 'opened'
  /** Encrypted, and its device has no key: nobody can tell now whether it holds. */
  | 'keyless'
  /** It may not be accepted. */
  | 'wrong';

/** The standard's own loop (HJ 212-2017 A.3), bit by bit. */
export function slowCrc(bytes: Uint8Array): string {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc = (crc >> 8) ^ byte;
    for (let bit = 0; bit < 8; bit += 1) {
      const lsb = crc & 1;
      crc >>= 1;
      if (lsb) crc ^= 0xa001;
    }
  }
  return crc.toString(16).toUpperCase().padStart(4, '0');
}

const field = (head: string, name: string): string =>
  new RegExp(`(?:^|;)[ ,]*${name}=([^;]*)`, 'i').exec(head)?.[1]?.trim() ?? '';

/** Share of bytes that are no ASCII text, and whether some block of sixteen is all text. */
function strangeness(text: Uint8Array): { readonly share: number; readonly textBlock: boolean } {
  const blocks = Math.floor(text.length / 16);
  let strange = 0;
  let textBlock = blocks === 0;
  for (let block = 0; block < blocks; block += 1) {
    let own = 0;
    for (let at = block * 16; at < block * 16 + 16; at += 1) if (text[at]! < 32 || text[at]! > 126) own += 1;
    strange += own;
    if (own === 0) textBlock = true;
  }
  return { share: blocks === 0 ? 0 : strange / (blocks * 16), textBlock };
}

/** Parameters are `name=value`s; of data in ASCII, of field information (3020) in any text. */
const isWellFormed = (text: string, cn: string, isLaterPart: boolean): boolean =>
  (cn === '3020' ? !/[\x00-\x1f\x7f]/.test(text) : /^[ -~]*$/.test(text)) &&
  (isLaterPart || /^[0-9A-Za-z][\w-]{0,60}=/.test(text));

/**
 * May this frame be accepted? Written apart from the gateway, from the standard's text: declared length, closing `&&`, CRC over the
 * bytes or, of an encrypted one, over what one of the keys makes of its whole blocks (2025 6.4), which of data is ASCII.
 */
export function judge(frame: Uint8Array, keysOf: (device: string) => readonly Uint8Array[]): Verdict {
  const all = Buffer.from(frame.buffer, frame.byteOffset, frame.length);
  const text = all.toString('latin1');
  const shape = /^##(\d{4})([\s\S]*)&&([0-9A-Fa-f]{4})$/.exec(text);
  if (!shape || Number(shape[1]) !== frame.length - 10) return 'wrong';
  const declared = shape[3]!.toUpperCase();
  const segment = all.subarray(6, -4);
  const opening = /(?:^|;)[ ,]*cp=&&/i.exec(segment.toString('latin1'));
  const bytesHold = slowCrc(segment) === declared;
  if (!opening) return bytesHold ? 'plain' : 'wrong';
  const from = opening.index + opening[0].length;
  if (from > segment.length - 2) return bytesHold ? 'plain' : 'wrong';
  const head = segment.subarray(0, opening.index).toString('latin1');
  const body = segment.subarray(from, -2);
  const [cn, flag] = [field(head, 'CN'), field(head, 'Flag')];
  const encryptable =
    /^\d{1,3}$/.test(flag) &&
    Number(flag) <= 255 &&
    Number(flag) >= 8 &&
    (/^2\d\d\d$/.test(cn) || cn === '1014' || cn === '3020');
  const { share, textBlock } = strangeness(body);
  if (!encryptable || share === 0) return bytesHold ? 'plain' : 'wrong';
  const isCipherText = !textBlock && share >= 0.25;
  const keys = keysOf(field(head, 'MN').toUpperCase());
  // Nothing vouches for it but its header, which then has to be one and whole.
  if (keys.length === 0)
    return isCipherText && !head.includes('#') && /^QN=/i.test(head) && head.match(/MN=/gi)?.length === 1
      ? 'keyless'
      : bytesHold
        ? 'plain'
        : 'wrong';
  if (!isCipherText && bytesHold) return 'plain';
  for (const key of keys) {
    const opened = Buffer.from(body);
    for (let block = 0; block + 16 <= body.length; block += 16) {
      const cipher = createDecipheriv('sm4-ecb', key, null).setAutoPadding(false);
      Buffer.concat([cipher.update(body.subarray(block, block + 16)), cipher.final()]).copy(opened, block);
    }
    if (
      slowCrc(Buffer.concat([segment.subarray(0, from), opened, segment.subarray(-2)])) === declared &&
      isWellFormed(opened.toString('latin1'), cn, Number(field(head, 'PNO')) > 1)
    )
      return 'opened';
  }
  return 'wrong';
}
