/**
 * The binary messages of the live protocol, byte by byte as docs/protocol.md describes them: header, keys as
 * ascending differences, columns one after the other, tombstones. Encoding splits by rows so that no message
 * exceeds its bound; decoding checks every bound. Pure, for the browser and for Node.
 */
import { GuanlanError } from '../contracts/errors.ts';
import { hashBytes, hashText, type StateHash } from './hash.ts';
import { MAX_COLUMNS, type RowBatch } from './table.ts';
import { ByteReader, ByteWriter, unzigzag, varintSize, zigzag } from './varint.ts';

const MAGIC = 0x47;
export const PROTOCOL_VERSION = 1;
/** A message is split before it grows beyond this. NATS refuses above 1 MiB. */
export const MAX_MESSAGE_BYTES = 512 * 1024;
const MAX_CHUNKS = 1024;
const MAX_ROWS = 4_000_000;
const MAX_UINT32 = 0xffff_ffff;
/** Zero of `time` on the wire. */
const TIME_ZERO = Date.UTC(2020, 0, 1);

const MESSAGE_TYPES = { snapshot: 1, delta: 2, keyframe: 3 } as const;
export type MessageType = keyof typeof MESSAGE_TYPES;
const TYPE_NAMES = Object.keys(MESSAGE_TYPES) as MessageType[];
const HAS_HASH = 1;

export interface MessageHeader {
  readonly type: MessageType;
  readonly topic: number;
  /** Grows with every change of the leader. */
  readonly epoch: number;
  /** The state this message leads to. */
  readonly seq: number;
  /** The oldest state a delta may be applied to; 0 otherwise. */
  readonly base: number;
  /** When the producer closed this state, ms UTC. */
  readonly time: number;
  /** Hash of the state at `seq`, where the sender knows it. */
  readonly hash: StateHash | null;
}

export interface LiveMessage extends MessageHeader {
  readonly chunk: number;
  readonly chunks: number;
  readonly rows: RowBatch;
  /** Removed keys, strictly ascending. */
  readonly removed: Uint32Array;
}

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

const MAX_HEADER_BYTES = 64;

function writeHeader(writer: ByteWriter, header: MessageHeader, chunk: number, chunks: number): void {
  writer.byte(MAGIC);
  writer.byte(PROTOCOL_VERSION);
  writer.byte(MESSAGE_TYPES[header.type]);
  writer.byte(header.hash === null ? 0 : HAS_HASH);
  for (const value of [header.topic, header.epoch, header.seq, header.base, header.time - TIME_ZERO, chunk, chunks])
    writer.varint(value);
  if (header.hash !== null) for (const byte of hashBytes(header.hash)) writer.byte(byte);
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
    const key = keys[i]!;
    writer.varint(key - next);
    next = key + 1;
  }
}

/** Presence (low two bits of a column's first byte) and how the present values are written (next two). */
const ALL_PRESENT = 0;
const SOME_PRESENT = 1;
const NONE_PRESENT = 2;
const PLAIN = 0;
const DIFFERENCES = 1;
const CONSTANT = 2;

function writeColumn(
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
    if ((missing[i]! & bit) !== 0) continue;
    const value = column[i]!;
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
    for (let i = from; i < to; i += 1) if ((missing[i]! & bit) !== 0) bits[(i - from) >>> 3]! |= 1 << ((i - from) & 7);
    for (const byte of bits) writer.byte(byte);
  }
  if (form === CONSTANT) {
    writer.varint(zigzag(first));
    return;
  }
  previous = 0;
  for (let i = from; i < to; i += 1) {
    if ((missing[i]! & bit) !== 0) continue;
    const value = column[i]!;
    writer.varint(zigzag(form === PLAIN ? value : (value - previous) | 0));
    previous = value;
  }
}

/** Only the header: enough to drop, to order and to check hashes. Throws `GL_LIVE_MESSAGE`. */
export function decodeHeader(bytes: Uint8Array): MessageHeader & { readonly chunk: number; readonly chunks: number } {
  return readHeader(new ByteReader(bytes));
}

function readHeader(reader: ByteReader): MessageHeader & { chunk: number; chunks: number } {
  if (reader.byte() !== MAGIC) throw new GuanlanError('GL_LIVE_MESSAGE', 'not a live message');
  const version = reader.byte();
  if (version !== PROTOCOL_VERSION) throw new GuanlanError('GL_LIVE_MESSAGE', `version ${version}`);
  const typeNumber = reader.byte();
  const type = TYPE_NAMES[typeNumber - 1];
  if (type === undefined) throw new GuanlanError('GL_LIVE_MESSAGE', `type ${typeNumber}`);
  const flags = reader.byte();
  if ((flags & ~HAS_HASH) !== 0) throw new GuanlanError('GL_LIVE_MESSAGE', `flags ${flags}`);
  const topic = reader.varint(MAX_UINT32);
  const epoch = reader.varint();
  const seq = reader.varint(MAX_UINT32);
  const base = reader.varint(seq);
  const time = TIME_ZERO + reader.varint();
  const chunk = reader.varint(MAX_CHUNKS - 1);
  const chunks = reader.varint(MAX_CHUNKS);
  if (chunk >= chunks) throw new GuanlanError('GL_LIVE_MESSAGE', `chunk ${chunk} of ${chunks}`);
  const hash = (flags & HAS_HASH) !== 0 ? hashText(reader.take(8)) : null;
  return { type, topic, epoch, seq, base, time, chunk, chunks, hash };
}

/**
 * A whole message. `columns` gives the number of columns of a topic, `undefined` for an unknown one.
 * Throws `GL_LIVE_MESSAGE` for anything that `encodeMessages` cannot have written.
 */
export function decodeMessage(bytes: Uint8Array, columns: (topic: number) => number | undefined): LiveMessage {
  const reader = new ByteReader(bytes);
  const header = readHeader(reader);
  const width = reader.varint(MAX_COLUMNS);
  const wanted = columns(header.topic);
  if (wanted === undefined) throw new GuanlanError('GL_LIVE_MESSAGE', `topic ${header.topic}`);
  if (width !== wanted)
    throw new GuanlanError('GL_LIVE_MESSAGE', `topic ${header.topic} has ${width} columns, not ${wanted}`);
  const count = reader.varint(MAX_ROWS);
  const gone = reader.varint(MAX_ROWS);
  if (count + gone > reader.left)
    throw new GuanlanError('GL_LIVE_MESSAGE', `${count + gone} keys in ${reader.left} bytes`);
  const keys = readKeys(reader, count);
  const missing = new Uint32Array(count);
  const cells = Array.from({ length: width }, (_, c) => readColumn(reader, missing, c, count));
  const removed = readKeys(reader, gone);
  if (reader.left > 0) throw new GuanlanError('GL_LIVE_MESSAGE', `${reader.left} bytes too many`);
  return { ...header, rows: { count, keys, cells, missing }, removed };
}

function readKeys(reader: ByteReader, count: number): Uint32Array {
  const keys = new Uint32Array(count);
  let next = 0;
  for (let i = 0; i < count; i += 1) {
    const key = next + reader.varint(MAX_UINT32);
    if (key > MAX_UINT32) throw new GuanlanError('GL_LIVE_MESSAGE', `key ${key}`);
    keys[i] = key;
    next = key + 1;
  }
  return keys;
}

function readColumn(reader: ByteReader, missing: Uint32Array, c: number, count: number): Int32Array {
  const column = new Int32Array(count);
  const head = reader.byte();
  const presence = head & 3;
  const form = head >>> 2;
  if (presence > NONE_PRESENT || form > CONSTANT || (presence === NONE_PRESENT && form !== 0))
    throw new GuanlanError('GL_LIVE_MESSAGE', `column form ${head}`);
  const bit = 1 << c;
  if (presence === NONE_PRESENT) {
    for (let i = 0; i < count; i += 1) missing[i]! |= bit;
    return column;
  }
  const bits = presence === SOME_PRESENT ? reader.take((count + 7) >>> 3) : null;
  if (bits !== null)
    for (let i = 0; i < count; i += 1) if (((bits[i >>> 3]! >>> (i & 7)) & 1) !== 0) missing[i]! |= bit;
  const constant = form === CONSTANT ? unzigzag(reader.varint32()) : 0;
  let previous = 0;
  for (let i = 0; i < count; i += 1) {
    if (bits !== null && (missing[i]! & bit) !== 0) continue;
    if (form === CONSTANT) column[i] = constant;
    else {
      previous = form === PLAIN ? unzigzag(reader.varint32()) : (previous + unzigzag(reader.varint32())) | 0;
      column[i] = previous;
    }
  }
  return column;
}
