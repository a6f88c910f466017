import { jetstream, type JetStreamManager, type StreamConfig } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { STREAMS } from '../../streams/contracts/definitions.ts';
import { present } from '../platform/present.ts';

export const LIVE_STREAM = 'LIVE';
/** Header of the later chunks of a keyframe: the stream sequence of its first chunk. */
export const FIRST_CHUNK_HEADER = 'Gl-First';

/** A question about the stream that is not answered within this (ms) has failed: the broker is expected to be near. */
export const QUESTION_TIMEOUT = 1500;

/** A manager with a short timeout, so that one question to a dying broker does not hold up the reconnection. */
export const liveManager = (nats: NatsConnection): Promise<JetStreamManager> =>
  jetstream(nats, { timeout: QUESTION_TIMEOUT }).jetstreamManager(false);

const NANOS = 1_000_000_000;

/**
 * The live stream is kept in memory, so a broker that restarted has lost it while its clients live on:
 * the process that finds it missing makes it again. Returns when it was made (its identity), ISO text.
 */
export async function ensureLive(nats: NatsConnection): Promise<string> {
  const manager = await liveManager(nats);
  const definition = present(
    STREAMS.find((stream) => stream.name === LIVE_STREAM),
    `definition of stream ${LIVE_STREAM}`,
  );
  const config: Partial<StreamConfig> & { name: string } = {
    name: definition.name,
    subjects: [...definition.subjects],
    storage: definition.storage,
    discard: definition.discard,
    max_bytes: definition.maxBytes,
    max_age: definition.maxAge * NANOS,
    max_msg_size: definition.maxMessageBytes,
    duplicate_window: definition.duplicateWindow * NANOS,
  };
  try {
    return (await manager.streams.info(LIVE_STREAM)).created;
  } catch {
    try {
      return (await manager.streams.add(config)).created;
    } catch {
      return (await manager.streams.info(LIVE_STREAM)).created;
    }
  }
}
