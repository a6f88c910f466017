import { DiscardPolicy, JetStreamApiError, RetentionPolicy, StorageType, type JetStreamManager, type StreamConfig } from '@nats-io/jetstream';
import type { Logger } from 'pino';
import { STREAMS, type StreamDefinition } from '../streams/definitions.ts';

/** JetStream's own word for "the storage granted does not hold this stream". */
const NO_SPACE = new Set([10047, 10028, 10023]);
const NOT_FOUND = 10059;
/** A stream is never made smaller than this; below it the start fails with the broker's own words. */
const SMALLEST = 8 * 1024 ** 2;

const nanoseconds = (seconds: number): number => seconds * 1e9;

// Only fields that nats-server 2.9 knows: it refuses metadata, compression and several filters.
const configOf = (definition: StreamDefinition, maxBytes: number): Partial<StreamConfig> & { name: string } => ({
  name: definition.name,
  subjects: [...definition.subjects],
  storage: definition.storage === 'file' ? StorageType.File : StorageType.Memory,
  retention: RetentionPolicy.Limits,
  discard: definition.discard === 'old' ? DiscardPolicy.Old : DiscardPolicy.New,
  max_bytes: maxBytes,
  max_age: nanoseconds(definition.maxAge),
  max_msg_size: definition.maxMessageBytes,
  duplicate_window: nanoseconds(definition.duplicateWindow),
  num_replicas: 1,
});

async function ensure(manager: JetStreamManager, definition: StreamDefinition, log?: Logger): Promise<void> {
  const existing = await manager.streams.info(definition.name).catch((error: unknown) => {
    if (error instanceof JetStreamApiError && error.code === NOT_FOUND) return null;
    throw error;
  });
  for (let maxBytes = definition.maxBytes; ; maxBytes = Math.max(SMALLEST, Math.floor(maxBytes / 2))) {
    try {
      const config = configOf(definition, maxBytes);
      if (existing) {
        // Storage and replicas of a stream that is there are the operator's.
        const { storage: _storage, retention: _retention, name: _name, ...update } = config;
        await manager.streams.update(definition.name, { ...update, num_replicas: existing.config.num_replicas });
      } else await manager.streams.add(config);
      if (maxBytes !== definition.maxBytes) log?.warn({ stream: definition.name, maxBytes, wanted: definition.maxBytes }, 'the broker grants less space than the stream wants; it keeps less');
      return;
    } catch (error) {
      if (!(error instanceof JetStreamApiError) || !NO_SPACE.has(error.code) || maxBytes <= SMALLEST) throw error;
    }
  }
}

/**
 * Creates the streams of the house, or brings them to their definition. Running it twice, or by two roles at once, changes nothing.
 * Where the broker has less space than a stream wants, the stream is halved until it fits, and the log says so.
 */
export async function ensureStreams(manager: JetStreamManager, log?: Logger, definitions = STREAMS): Promise<void> {
  for (const definition of definitions) await ensure(manager, definition, log);
}
