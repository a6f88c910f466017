import {
  decodeMessage,
  topicById,
  TopicReplica,
  TOPICS,
  type ReadonlyTable,
  type TopicName,
} from '../../streams/live/mod.ts';

/** `GET /api/replay`: a kept moment, in messages of the live protocol. */
export interface ReplayAnswer {
  readonly at: string;
  readonly topics: readonly { readonly name: string; readonly messages: readonly string[] }[];
}

/** What the screens held at one moment. */
export interface KeptSnapshot {
  /** ms UTC. */
  readonly at: number;
  table(topic: TopicName): ReadonlyTable | undefined;
}

const bytesOf = (text: string): Uint8Array => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

/**
 * Reads a moment the way the present is read: the same messages, the same copies, their hashes checked. Throws
 * `GL_LIVE_MESSAGE`.
 */
export function readSnapshot(answer: ReplayAnswer): KeptSnapshot {
  const replicas = new Map<string, TopicReplica>();
  for (const { name, messages } of answer.topics) {
    if (!Object.hasOwn(TOPICS, name)) continue;
    const replica = new TopicReplica(TOPICS[name as TopicName]);
    const outcomes = messages.map((message) =>
      replica.apply(decodeMessage(bytesOf(message), (topic) => topicById.get(topic)?.columns.length)),
    );
    if (replica.ready && !outcomes.includes('differs')) replicas.set(name, replica);
  }
  return { at: Date.parse(answer.at), table: (topic) => replicas.get(topic)?.table };
}
