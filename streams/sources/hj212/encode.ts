import { crc16, crcText } from './crc16.ts';
import type { Dialect, Packet } from './packet.ts';
import { isSealable, seal, type Sm4Key } from './sm4.ts';

/** What a frame is built from; only what is given is written. */
export interface PacketDraft {
  readonly qn?: string;
  readonly st: string;
  readonly cn: string;
  readonly pw?: string;
  readonly mn: string;
  readonly flag?: number;
  readonly part?: { readonly total: number; readonly number: number };
  /** RF=1: this packet was sent before (2025 6.3.2). */
  readonly again?: boolean;
  readonly cp?: string;
  /** Encrypts the parameters, where the command is one that HJ 212-2025 6.4 encrypts and the Flag says 2025. */
  readonly key?: Sm4Key;
}

const VERSION_BITS: Readonly<Record<Dialect, number>> = Object.freeze({ 2005: 0, 2017: 4, 2025: 8 });

/** Flag of a dialect: 4, 5, 6, 7 (2017), 8..11 (2025), 0..3 (2005). */
export const flagOf = (dialect: Dialect, ack: boolean, split = false): number =>
  VERSION_BITS[dialect] | (split ? 2 : 0) | (ack ? 1 : 0);

/** The data segment in the standard's order: QN ST CN PW MN Flag PNUM PNO RF CP (HJ 212-2017 6.3.2). */
export function encodeSegment(draft: PacketDraft): string {
  const { qn, st, cn, pw, mn, flag, part, again, cp } = draft;
  const address = `${qn ? `QN=${qn};` : ''}ST=${st};CN=${cn};${pw === undefined ? '' : `PW=${pw};`}MN=${mn};`;
  const flags = flag === undefined ? '' : `Flag=${flag};`;
  const parts = part ? `PNUM=${part.total};PNO=${part.number};` : '';
  return `${address}${flags}${parts}${again ? 'RF=1;' : ''}CP=&&${cp ?? ''}&&`;
}

/**
 * A whole frame `##LLLL<segment>CCCC\r\n`. Text is latin1: one character is one byte. The CRC is that of the text
 * before encryption. Throws `RangeError` above 9999 bytes.
 */
export function encodeFrame(draft: PacketDraft): Buffer {
  const segment = Buffer.from(encodeSegment(draft), 'latin1');
  if (segment.length > 9999) throw new RangeError(`a data segment of ${segment.length} bytes has no four-digit length`);
  const head = `##${segment.length.toString().padStart(4, '0')}`;
  const { key, cp = '', cn, flag = 0 } = draft;
  const wire =
    key === undefined || !isSealable(cn) || flag >> 2 !== 2
      ? segment
      : Buffer.concat([
          segment.subarray(0, segment.length - cp.length - 2),
          seal(Buffer.from(cp, 'latin1'), key),
          segment.subarray(-2),
        ]);
  return Buffer.concat([Buffer.from(head, 'latin1'), wire, Buffer.from(`${crcText(crc16(segment))}\r\n`, 'latin1')]);
}

/**
 * The host's answer to a packet (9011, 9012, 9013, 9014): ST=91, the same QN, PW and MN, Flag 4 (2017) or 8 (2025).
 * HJ/T 212-2005 has no version bits and carries the QN inside CP.
 */
export function encodeReply(packet: Packet, cn: string, cp = ''): Buffer {
  const old = packet.dialect === '2005';
  const echoed = old && packet.qn !== '' ? `QN=${packet.qn}${cp === '' ? '' : `;${cp}`}` : cp;
  return encodeFrame({
    ...(old || packet.qn === '' ? {} : { qn: packet.qn }),
    st: '91',
    cn,
    pw: packet.pw,
    mn: packet.mn,
    flag: flagOf(packet.dialect, false),
    cp: echoed,
  });
}
