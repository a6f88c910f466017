/** The first bytes of every binary message: what it is, of which topic, and between which states it leads. */
import { GuanlanError } from '../contracts/errors.ts';
import { hashBytes, hashText, type StateHash } from './hash.ts';
import { MAX_UINT32, type ByteReader, type ByteWriter } from './varint.ts';

const MAGIC = 0x47;
export const PROTOCOL_VERSION = 1;
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

/** With its place among the chunks of one state. */
export type ChunkHeader = MessageHeader & { readonly chunk: number; readonly chunks: number };

/** A header takes at most this many bytes. */
export const MAX_HEADER_BYTES = 64;
const MAX_CHUNKS = 1024;

export function writeHeader(writer: ByteWriter, header: MessageHeader, chunk: number, chunks: number): void {
  writer.byte(MAGIC);
  writer.byte(PROTOCOL_VERSION);
  writer.byte(MESSAGE_TYPES[header.type]);
  writer.byte(header.hash === null ? 0 : HAS_HASH);
  for (const value of [header.topic, header.epoch, header.seq, header.base, header.time - TIME_ZERO, chunk, chunks])
    writer.varint(value);
  if (header.hash !== null) for (const byte of hashBytes(header.hash)) writer.byte(byte);
}

/** Throws `GL_LIVE_MESSAGE` for anything that `writeHeader` cannot have written. */
export function readHeader(reader: ByteReader): ChunkHeader {
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
