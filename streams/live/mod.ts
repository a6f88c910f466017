/** The live room's door: topics (contract), keyed tables, state hash, messages, copies that follow them. */
export * from './topics.ts';
export { KeyedTable, batchOf, rowAt, MAX_TOMBSTONES, type ReadonlyTable } from './table.ts';
export { stateHash, type StateHash } from './hash.ts';
export {
  decodeHeader,
  decodeMessage,
  encodeMessages,
  MAX_MESSAGE_BYTES,
  PROTOCOL_VERSION,
  type LiveMessage,
  type MessageHeader,
  type MessageType,
} from './message.ts';
export { TopicReplica, type Outcome } from './replica.ts';
export * from './control.ts';
export * from './number-address.ts';
