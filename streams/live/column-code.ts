/** One column on the wire: which values are present, and the shortest of three forms for those that are. */
import { GuanlanError } from '../contracts/errors.ts';
import { unzigzag, varintSize, zigzag, type ByteReader, type ByteWriter } from './varint.ts';

/** Presence (low two bits of a column's first byte) and how the present values are written (next two). */
const ALL_PRESENT = 0;
const SOME_PRESENT = 1;
const NONE_PRESENT = 2;
const PLAIN = 0;
const DIFFERENCES = 1;
const CONSTANT = 2;

export function writeColumn(
  writer: ByteWriter,
  column: Int32Array,
  missing: Uint32Array,
  c: number,
  from: number,
  to: number,
): void {
  const bit = 1 << c;
  let present = 0;
  let plain = 0;
  let differences = 0;
  let constant = true;
  let first = 0;
  let previous = 0;
  for (let i = from; i < to; i += 1) {
    if (((missing[i] ?? 0) & bit) !== 0) continue;
    const value = column[i] ?? 0;
    if (present === 0) first = value;
    else if (value !== first) constant = false;
    present += 1;
    plain += varintSize(zigzag(value));
    differences += varintSize(zigzag((value - previous) | 0));
    previous = value;
  }
  if (present === 0) {
    writer.byte(NONE_PRESENT);
    return;
  }
  const form = constant ? CONSTANT : differences < plain ? DIFFERENCES : PLAIN;
  const whole = present === to - from;
  writer.byte((whole ? ALL_PRESENT : SOME_PRESENT) | (form << 2));
  if (!whole) {
    const bits = new Uint8Array((to - from + 7) >>> 3);
    for (let i = 0; i < to - from; i += 1)
      if (((missing[from + i] ?? 0) & bit) !== 0) bits[i >>> 3] = (bits[i >>> 3] ?? 0) | (1 << (i & 7));
    for (const byte of bits) writer.byte(byte);
  }
  if (form === CONSTANT) {
    writer.varint(zigzag(first));
    return;
  }
  previous = 0;
  for (let i = from; i < to; i += 1) {
    if (((missing[i] ?? 0) & bit) !== 0) continue;
    const value = column[i] ?? 0;
    writer.varint(zigzag(form === PLAIN ? value : (value - previous) | 0));
    previous = value;
  }
}

/** Reads a column of `count` rows and marks the missing ones in `missing` at bit `c`. Throws `GL_LIVE_MESSAGE`. */
export function readColumn(reader: ByteReader, missing: Uint32Array, c: number, count: number): Int32Array {
  const column = new Int32Array(count);
  const head = reader.byte();
  const presence = head & 3;
  const form = head >>> 2;
  if (presence > NONE_PRESENT || form > CONSTANT || (presence === NONE_PRESENT && form !== 0))
    throw new GuanlanError('GL_LIVE_MESSAGE', `column form ${head}`);
  const bit = 1 << c;
  if (presence === NONE_PRESENT) {
    for (let i = 0; i < count; i += 1) missing[i] = (missing[i] ?? 0) | bit;
    return column;
  }
  const bits = presence === SOME_PRESENT ? reader.take((count + 7) >>> 3) : null;
  if (bits !== null)
    for (let i = 0; i < count; i += 1)
      if ((((bits[i >>> 3] ?? 0) >>> (i & 7)) & 1) !== 0) missing[i] = (missing[i] ?? 0) | bit;
  const constant = form === CONSTANT ? unzigzag(reader.varint32()) : 0;
  let previous = 0;
  for (let i = 0; i < count; i += 1) {
    if (bits !== null && ((missing[i] ?? 0) & bit) !== 0) continue;
    if (form === CONSTANT) column[i] = constant;
    else {
      previous = form === PLAIN ? unzigzag(reader.varint32()) : (previous + unzigzag(reader.varint32())) | 0;
      column[i] = previous;
    }
  }
  return column;
}
