/**
 * Writes the binary messages of the live protocol, byte by byte as docs/protocol.md describes them: header, keys as
 * ascending differences, columns one after the other, tombstones. Split by rows, so that no message exceeds its bound.
 */
import { writeColumn } from './column-code.ts';
import { MAX_HEADER_BYTES, writeHeader, type MessageHeader } from './message-header.ts';
import type { RowBatch } from './row-batch.ts';
import { ByteWriter } from './varint.ts';

/** A message is split before it grows beyond this. NATS refuses above 1 MiB. */
export const MAX_MESSAGE_BYTES = 512 * 1024;
const NO_KEYS = new Uint32Array(0);

/**
 * One message, or several where one would be over `limit` bytes. A message without rows is one message too.
 * @param rows keys strictly ascending
 */
export function encodeMessages(
  header: MessageHeader,
  rows: RowBatch,
  removed: Uint32Array = NO_KEYS,
  limit = MAX_MESSAGE_BYTES,
): Uint8Array[] {
  const bodies: Uint8Array[] = [];
  encodeBodies(rows, 0, rows.count, removed, 0, removed.length, limit - MAX_HEADER_BYTES, bodies);
  return bodies.map((body, chunk) => {
    const writer = new ByteWriter(MAX_HEADER_BYTES + body.length);
    writeHeader(writer, header, chunk, bodies.length);
    writer.reserve(body.length);
    writer.bytes.set(body, writer.length);
    writer.length += body.length;
    return writer.finish();
  });
}

function encodeBodies(
  rows: RowBatch,
  from: number,
  to: number,
  removed: Uint32Array,
  goneFrom: number,
  goneTo: number,
  limit: number,
  out: Uint8Array[],
): void {
  const body = encodeBody(rows, from, to, removed.subarray(goneFrom, goneTo));
  if (body.length <= limit || to - from + goneTo - goneFrom <= 1) {
    out.push(body);
    return;
  }
  const middle = (from + to) >>> 1;
  const goneMiddle = (goneFrom + goneTo) >>> 1;
  encodeBodies(rows, from, middle, removed, goneFrom, goneMiddle, limit, out);
  encodeBodies(rows, middle, to, removed, goneMiddle, goneTo, limit, out);
}

function encodeBody(rows: RowBatch, from: number, to: number, removed: Uint32Array): Uint8Array {
  const writer = new ByteWriter(16 + (to - from) * (2 + rows.cells.length * 2));
  writer.varint(rows.cells.length);
  writer.varint(to - from);
  writer.varint(removed.length);
  writeKeys(writer, rows.keys, from, to);
  rows.cells.forEach((column, c) => writeColumn(writer, column, rows.missing, c, from, to));
  writeKeys(writer, removed, 0, removed.length);
  return writer.finish();
}

/** First key as it is, then each difference less one: ascending without repeats is not an opinion but the form. */
function writeKeys(writer: ByteWriter, keys: Uint32Array, from: number, to: number): void {
  let next = 0;
  for (let i = from; i < to; i += 1) {
    const key = keys[i] ?? 0;
    writer.varint(key - next);
    next = key + 1;
  }
}
