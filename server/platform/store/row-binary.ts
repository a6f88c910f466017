const FIRST_CAPACITY = 64 * 1024;

/**
 * Writes ClickHouse RowBinary: little-endian, strings behind a LEB128 length. Grows by doubling; whoever fills it
 * bounds it.
 */
export class RowBinary {
  #bytes = new Uint8Array(FIRST_CAPACITY);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** What was written; valid until the next write. */
  written(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }

  #room(more: number): number {
    const at = this.#length;
    if (at + more > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#bytes.length * 2, at + more));
      larger.set(this.#bytes.subarray(0, at));
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    this.#length = at + more;
    return at;
  }

  u8(value: number): void {
    const at = this.#room(1);
    this.#bytes[at] = value;
  }
  u16(value: number): void {
    const at = this.#room(2);
    this.#view.setUint16(at, value, true);
  }
  u32(value: number): void {
    const at = this.#room(4);
    this.#view.setUint32(at, value, true);
  }

  /** A safe non-negative integer as UInt64, without a BigInt. */
  u64(value: number): void {
    const at = this.#room(8);
    this.#view.setUint32(at, value % 0x1_0000_0000, true);
    this.#view.setUint32(at + 4, Math.floor(value / 0x1_0000_0000), true);
  }

  /** A safe integer as Int64 (also Decimal64 in units of its scale, DateTime64 in ticks). */
  i64(value: number): void {
    const at = this.#room(8);
    const high = Math.floor(value / 0x1_0000_0000);
    this.#view.setUint32(at, value - high * 0x1_0000_0000, true);
    this.#view.setInt32(at + 4, high, true);
  }

  string(text: string): void {
    const bytes = Buffer.from(text, 'utf8');
    let rest = bytes.length;
    while (rest > 0x7f) {
      this.u8((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.u8(rest);
    const at = this.#room(bytes.length);
    this.#bytes.set(bytes, at);
  }
}

/** Reads fixed-width RowBinary results. */
export class RowBinaryReader {
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get done(): boolean {
    return this.#at >= this.#view.byteLength;
  }
  u8(): number {
    this.#at += 1;
    return this.#view.getUint8(this.#at - 1);
  }
  u16(): number {
    this.#at += 2;
    return this.#view.getUint16(this.#at - 2, true);
  }
  u32(): number {
    this.#at += 4;
    return this.#view.getUint32(this.#at - 4, true);
  }
  /** Exact up to 2^53. */
  u64(): number {
    this.#at += 8;
    return this.#view.getUint32(this.#at - 8, true) + this.#view.getUint32(this.#at - 4, true) * 0x1_0000_0000;
  }
  /** Exact within 2^53 of zero. */
  i64(): number {
    this.#at += 8;
    return this.#view.getUint32(this.#at - 8, true) + this.#view.getInt32(this.#at - 4, true) * 0x1_0000_0000;
  }
}
