/** The live room's door: topics (contract), keyed tables, state hash, messages, copies that follow them. */
export * from './topics.ts';
export { KeyedTable, batchOf, rowAt, MAX_COLUMNS, MAX_TOMBSTONES, type ReadonlyTable, type RowBatch } from './table.ts';
export { stateHash, type StateHash } from './hash.ts';
export {
  decodeHeader,
  decodeMessage,
  encodeMessages,
  MAGIC,
  MAX_CHUNKS,
  MAX_MESSAGE_BYTES,
  MESSAGE_TYPES,
  PROTOCOL_VERSION,
  type LiveMessage,
  type MessageHeader,
  type MessageType,
} from './message.ts';
export { TopicReplica, type Outcome } from './replica.ts';
export * from './control.ts';
export * from './number-address.ts';
