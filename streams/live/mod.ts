/** The live wire: topics and their rows (contract), keyed tables, state hash, messages, copies that follow them. */
export { fromLiveTime, toLiveTime, type LiveTime } from './live-time.ts';
export type { LiveColumn, TopicDefinition } from './topic-definition.ts';
export { TICK, TOPICS, TOPIC_NAMES, isTopicName, topicById, type TopicName } from './topics.ts';
export type { AnyRow, ColumnName, PublishedRow, RowOf } from './rows.ts';
export { columnOf, readRowOf, readRows, type RowSource } from './read-rows.ts';
export type { LivePublisher } from './live-publisher.ts';
export { batchOf } from './batch-of.ts';
export { KeyedTable } from './keyed-table.ts';
export type { ReadonlyTable } from './readonly-table.ts';
export { MAX_TOMBSTONES } from './tombstones.ts';
export { stateHash, type StateHash } from './hash.ts';
export { PROTOCOL_VERSION, type MessageHeader, type MessageType } from './message-header.ts';
export type { LiveMessage } from './live-message.ts';
export { encodeMessages, MAX_MESSAGE_BYTES } from './encode-messages.ts';
export { decodeHeader, decodeMessage } from './decode-message.ts';
export { TopicReplica, type Outcome } from './topic-replica.ts';
export { parseRequest, REQUEST_BOUNDS, type HeldState, type Request } from './request.ts';
export {
  HEARTBEAT,
  parseAnnouncement,
  type Announcement,
  type Hello,
  type Refused,
  type Status,
} from './announcement.ts';
export { CLOSE, type CloseReason } from './close-codes.ts';
export { TOPICS_SCHEMA } from './topics-schema.ts';
export { formatAddress, parseSubject, type NumberAddress } from './number-address.ts';
export { numberAddress, type AddressedRow } from './cell-address.ts';
