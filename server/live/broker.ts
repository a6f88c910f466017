import type { JetStreamManager, StreamConfig } from '@nats-io/jetstream';
import { STREAMS } from '../../streams/definitions.ts';

export const LIVE_STREAM = 'LIVE';
/** Header of the later chunks of a keyframe: the stream sequence of its first chunk. */
export const FIRST_CHUNK_HEADER = 'Gl-First';

const NANOS = 1_000_000_000;

/**
 * The live stream is kept in memory, so a broker that restarted has lost it while its clients live on:
 * whoever meets that makes it again. Returns when it was made (its identity), ISO text.
 */
export async function ensureLive(manager: JetStreamManager): Promise<string> {
  const definition = STREAMS.find((stream) => stream.name === LIVE_STREAM)!;
  const config: Partial<StreamConfig> & { name: string } = {
    name: definition.name, subjects: [...definition.subjects], storage: definition.storage, discard: definition.discard,
    max_bytes: definition.maxBytes, max_age: definition.maxAge * NANOS, max_msg_size: definition.maxMessageBytes,
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
