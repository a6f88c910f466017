/**
 * Unsigned LEB128 varints (7 bits a byte, low bits first) and zigzag for signed 32-bit integers:
 * the two number forms of the live wire format. Pure, for the browser and for Node.
 */
import { GuanlanError } from '../contracts/errors.ts';

export const MAX_UINT32 = 0xffff_ffff;
/** A varint longer than this is refused: 8 bytes hold 2^53 - 1. */
const MAX_VARINT_BYTES = 8;

export const zigzag = (value: number): number => ((value << 1) ^ (value >> 31)) >>> 0;
export const unzigzag = (coded: number): number => (coded >>> 1) ^ -(coded & 1);

/** Bytes `writeVarint` takes for an unsigned 32-bit integer. */
export const varintSize = (value: number): number =>
  value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : value < 0x1000_0000 ? 4 : 5;

/** A byte sink that doubles; one is reused for a whole encode. */
export class ByteWriter {
  bytes: Uint8Array;
  length = 0;

  constructor(capacity = 1024) {
    this.bytes = new Uint8Array(capacity);
  }

  reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  byte(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  /** @param value integer from 0 to 2^53 - 1 */
  varint(value: number): void {
    this.reserve(MAX_VARINT_BYTES);
    let rest = value;
    while (rest >= 0x1000_0000) {
      this.bytes[this.length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    while (rest >= 0x80) {
      this.bytes[this.length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.bytes[this.length++] = rest;
  }

  /** A copy of what was written, safe to keep. */
  finish(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }
}

/** Reads with every bound checked; throws `GL_LIVE_MESSAGE` where the bytes end early or say nonsense. */
export class ByteReader {
  readonly bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  byte(): number {
    const value = this.bytes[this.at];
    if (value === undefined) throw new GuanlanError('GL_LIVE_MESSAGE', `ends at byte ${this.at}`);
    this.at += 1;
    return value;
  }

  /** An unsigned integer of at most `limit`. */
  varint(limit: number = Number.MAX_SAFE_INTEGER): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < MAX_VARINT_BYTES; i += 1) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        if (value > limit) throw new GuanlanError('GL_LIVE_MESSAGE', `${value} is over ${limit} at byte ${this.at}`);
        return value;
      }
      scale *= 0x80;
    }
    throw new GuanlanError('GL_LIVE_MESSAGE', `number too long at byte ${this.at}`);
  }

  /** An unsigned 32-bit integer; the way of a cell, so the short ones go straight through. */
  varint32(): number {
    const byte = this.bytes[this.at];
    if (byte === undefined || byte >= 0x80) return this.varint(MAX_UINT32);
    this.at += 1;
    return byte;
  }

  take(count: number): Uint8Array {
    if (count > this.left)
      throw new GuanlanError('GL_LIVE_MESSAGE', `ends at byte ${this.bytes.length}, wanted ${this.at + count}`);
    const part = this.bytes.subarray(this.at, this.at + count);
    this.at += count;
    return part;
  }
}
