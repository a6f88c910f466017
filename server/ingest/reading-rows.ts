import type { Reading } from '../../streams/contracts/reading.ts';
import { RowBinary } from '../platform/store/mod.ts';

export const READING_COLUMNS = Object.freeze([
  'station',
  'factor',
  'statistic',
  'time',
  'value',
  'flag',
  'first',
  'last',
  'received',
] as const);
/** Bytes of one row: 4 + 2 + 1 + 4 + 8 + 1 + 8 + 8 + 8. */
export const READING_WIDTH = 44;

/** Readings as rows of table `readings`, ready to be inserted or cut in two. */
export class ReadingRows {
  readonly #rows = new RowBinary();

  get count(): number {
    return this.#rows.length / READING_WIDTH;
  }

  append(reading: Reading): void {
    const rows = this.#rows;
    rows.u32(reading.station);
    rows.u16(reading.factor);
    rows.u8(reading.statistic);
    rows.u32(reading.time / 1000);
    rows.i64(reading.value);
    rows.u8(reading.flag.charCodeAt(0));
    rows.u64(reading.sequence);
    rows.u64(reading.sequence);
    rows.i64(reading.received);
  }

  bytes(): Uint8Array {
    return this.#rows.written();
  }
  clear(): void {
    this.#rows.clear();
  }
}

/** The row at `index` of `bytes`, for the list of rejects. */
export function readingAt(bytes: Uint8Array, index: number): Reading {
  const view = new DataView(bytes.buffer, bytes.byteOffset + index * READING_WIDTH, READING_WIDTH);
  return {
    station: view.getUint32(0, true),
    factor: view.getUint16(4, true),
    statistic: view.getUint8(6) as Reading['statistic'],
    time: view.getUint32(7, true) * 1000,
    value: Number(view.getBigInt64(11, true)),
    flag: String.fromCharCode(view.getUint8(19)),
    sequence: Number(view.getBigUint64(20, true)),
    received: Number(view.getBigInt64(36, true)),
  };
}
