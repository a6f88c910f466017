import { declaredLength, diagnose, readCrc, startsFrame } from './diagnose.ts';
import { crc16 } from './crc16.ts';
import { CRC_BYTES, MAX_SEGMENT, PREFIX } from './limits.ts';
import { printable, type Reject } from './reject-reasons.ts';
import { tolerates } from './tolerance.ts';

export { tolerates, TOLERATE_CRC, TOLERATE_LENGTH } from './tolerance.ts';

export type Dialect = '2005' | '2017' | '2025';

/** One HJ 212 packet 通讯包: the header fields of a data segment and its command parameters 命令参数. */
export interface Packet {
  /** Request number, YYYYMMDDhhmmsszzz by the standard, '' where absent (2005). Up to 20 characters kept. */
  readonly qn: string;
  /** System code 系统编码, '22' air quality, '31' air source... */
  readonly st: string;
  /** Command code 命令编码, '2011', '9014'... */
  readonly cn: string;
  readonly pw: string;
  /** MN exactly as sent. */
  readonly mn: string;
  /** MN as the registry keys it: trimmed, upper case. */
  readonly device: string;
  readonly flag: number | null;
  /** From bits 7..2 of Flag; without a Flag it is 2005. */
  readonly dialect: Dialect;
  /** Bit 0: the sender wants a 9014 (or a 9011/9012/9013 where the command has one). */
  readonly ack: boolean;
  /** Total packets and this one's number, 1-based; `null` where the packet stands alone. */
  readonly part: { readonly total: number; readonly number: number } | null;
  /** RF=1: sent again (2025). */
  readonly again: boolean;
  /**
   * Bytes between `CP=&&` and the closing `&&`, one character each (latin1): text, or SM4 blocks until `sealOf` opens
   * them.
   */
  readonly cp: string;
}

export const isReject = (value: object): value is Reject => 'reason' in value;

/**
 * Opens one raw frame, `##LLLL...CCCC` with or without its CRLF, by declared length and CRC. A frame that does not
 * hold is taken only where `tolerance` covers what is wrong with it. Encrypted parameters stay as they came and their
 * CRC does not hold here: `openFrame` and the gateway look at those first, with `sealOf`.
 */
export function parseFrame(bytes: Uint8Array, tolerance = 0): Packet | Reject {
  if (!startsFrame(bytes, 0)) return { reason: 'garbage', offset: 0 };
  const length = declaredLength(bytes, 0);
  if (length > MAX_SEGMENT) return { reason: 'too_long', offset: 2, detail: `declared ${length} bytes` };
  const end = PREFIX + length;
  if (end + CRC_BYTES <= bytes.length && readCrc(bytes, end) === crc16(bytes, PREFIX, end))
    return parseSegment(bytes, PREFIX, end);
  const { reason, end: found, offset } = diagnose(bytes, 0, bytes.length);
  if (found > 0 && tolerates(tolerance, reason)) return parseSegment(bytes, PREFIX, found - CRC_BYTES);
  return {
    reason,
    offset,
    detail: printable(`declared ${length}, real ${found > 0 ? found - PREFIX - CRC_BYTES : 'unknown'}`),
  };
}

/**
 * Parts of one packet that are joined. The standards give PNUM and PNO other widths (2017: up to four digits, 2025:
 * one; domain digest 5.1 counts the names in), and devices pad with zeros: any number of digits up to nine is read.
 */
const MAX_PARTS = 999;

/**
 * The bytes of a frame that is whole by its declared length and closes with `&&` and four digits, whatever its CRC;
 * else `null`.
 */
export function wholeByLength(bytes: Uint8Array): Uint8Array | null {
  if (!startsFrame(bytes, 0)) return null;
  const end = PREFIX + declaredLength(bytes, 0);
  const closes = end - PREFIX >= 2 && end - PREFIX <= MAX_SEGMENT && bytes[end - 1] === 0x26 && bytes[end - 2] === 0x26;
  return closes && end + CRC_BYTES <= bytes.length && readCrc(bytes, end) >= 0
    ? bytes.subarray(0, end + CRC_BYTES)
    : null;
}

/** Fields that say what the packet is. */
const ONCE: ReadonlySet<string> = new Set(['MN', 'CN', 'ST', 'FLAG']);

/**
 * Reads a data segment. Field names are taken in either case, in any order; an empty or odd extra field is passed over.
 */
export function parseSegment(bytes: Uint8Array, start: number, end: number): Packet | Reject {
  const segment = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
  const found = /(?:^|;)[ ,]*cp=&&/i.exec(segment);
  if (!found) return { reason: 'bad_structure', offset: start, detail: 'no CP=&&' };
  const cpStart = found.index + found[0].length;
  if (segment.length < cpStart + 2 || !segment.endsWith('&&'))
    return { reason: 'bad_structure', offset: start + cpStart, detail: 'CP does not close with &&' };
  const cp = segment.slice(cpStart, -2);

  const fields = new Map<string, string>();
  for (const field of segment.slice(0, found.index).split(';')) {
    const equals = field.indexOf('=');
    // Real devices write `PW=123456;,MN=...`: a stray comma or blank before the name is no part of it.
    if (equals < 1) continue;
    const name = field
      .slice(0, equals)
      .replace(/^[ ,]+/, '')
      .toUpperCase();
    const value = field.slice(equals + 1).trim();
    // Two devices, or two dialects, in one header: a damaged length spans two frames, and their CRC held by accident
    // (note 031).
    if (ONCE.has(name) && (fields.get(name) ?? value) !== value)
      return { reason: 'bad_structure', offset: start, detail: `two values of ${name}` };
    fields.set(name, value);
  }
  const mn = fields.get('MN') ?? '';
  if (mn === '') return { reason: 'missing_device', offset: start };
  const cn = fields.get('CN') ?? '';
  if (!/^\d{4}$/.test(cn)) return { reason: 'bad_command', offset: start, detail: printable(cn, 20) };

  const flagText = fields.get('FLAG') ?? '';
  const flag = /^\d{1,3}$/.test(flagText) && Number(flagText) <= 255 ? Number(flagText) : null;
  const version = flag === null ? 0 : flag >> 2;
  const total = fields.get('PNUM');
  const number = fields.get('PNO');
  let part: Packet['part'] = null;
  // Parts are told by the fields, not by bit 1 of Flag: real devices send them without it.
  if (total !== undefined && number !== undefined && !(Number(total) <= 1)) {
    part = { total: Number(total), number: Number(number) };
    if (
      !/^\d{1,9}$/.test(total) ||
      !/^\d{1,9}$/.test(number) ||
      part.number < 1 ||
      part.number > part.total ||
      part.total > MAX_PARTS
    ) {
      return { reason: 'bad_split', offset: start, detail: printable(`PNUM=${total};PNO=${number}`, 40) };
    }
  }
  // A 2005 reply carries the request number inside CP.
  const qn = fields.get('QN') ?? /(?:^|[;,])QN=(\d{1,20})/i.exec(cp)?.[1] ?? '';
  return {
    qn: qn.slice(0, 20),
    st: (fields.get('ST') ?? '').slice(0, 8),
    cn,
    pw: (fields.get('PW') ?? '').slice(0, 32),
    mn,
    device: mn.toUpperCase(),
    flag,
    dialect: version === 0 ? '2005' : version === 1 ? '2017' : '2025',
    ack: flag !== null && (flag & 1) === 1,
    part,
    again: fields.get('RF') === '1',
    cp,
  };
}
