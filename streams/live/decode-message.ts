/** Reads the binary messages of the live protocol, with every bound checked. Pure, for the browser and for Node. */
import { GuanlanError } from '../contracts/errors.ts';
import { readColumn } from './column-code.ts';
import type { LiveMessage } from './live-message.ts';
import { readHeader, type ChunkHeader } from './message-header.ts';
import { MAX_COLUMNS } from './row-batch.ts';
import { ByteReader, MAX_UINT32 } from './varint.ts';

const MAX_ROWS = 4_000_000;

/** Only the header: enough to drop, to order and to check hashes. Throws `GL_LIVE_MESSAGE`. */
export function decodeHeader(bytes: Uint8Array): ChunkHeader {
  return readHeader(new ByteReader(bytes));
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
