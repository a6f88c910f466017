import { randomUUID } from 'node:crypto';
import {
  DiscardPolicy,
  JetStreamApiError,
  RetentionPolicy,
  StorageType,
  type JetStreamManager,
  type StreamConfig,
  type StreamInfo,
} from '@nats-io/jetstream';
import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import { STREAMS, type StreamDefinition } from '../../streams/contracts/definitions.ts';

/** JetStream's own word for "the storage granted does not hold this stream". */
const NO_SPACE = new Set([10047, 10028, 10023]);
const NOT_FOUND = 10059;
/** A stream is never made smaller than this; below it the start fails with the broker's own words. */
const SMALLEST = 8 * 1024 ** 2;

/** Stands before the identity in a stream's description. */
const MARK = 'guanlan ';

/**
 * What tells one creation of a stream from the next: an identity given when it was made. The broker's own `created`
 * will not do: nats-server 2.9 overwrites it at an update after a restart, and the restart after that shows another
 * time (docs/notes/003). A stream that somebody else made has only its `created`.
 */
export const streamIdentity = ({ config, created }: StreamInfo): string =>
  config.description?.startsWith(MARK) ? config.description.slice(MARK.length) : String(created);

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

/** An update that changes nothing is not sent. */
const fits = (existing: StreamConfig, wanted: Partial<StreamConfig>): boolean =>
  Object.entries(wanted).every(([field, value]) => isDeepStrictEqual(existing[field as keyof StreamConfig], value));

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
        const { storage: _storage, retention: _retention, name: _name, num_replicas: _replicas, ...wanted } = config;
        if (fits(existing.config, wanted)) return;
        await manager.streams.update(definition.name, { ...existing.config, ...wanted });
      } else await manager.streams.add({ ...config, description: `${MARK}${randomUUID()}` });
      if (maxBytes !== definition.maxBytes)
        log?.warn(
          { stream: definition.name, maxBytes, wanted: definition.maxBytes },
          'the broker grants less space than the stream wants; it keeps less',
        );
      return;
    } catch (error) {
      if (!(error instanceof JetStreamApiError) || !NO_SPACE.has(error.code) || maxBytes <= SMALLEST) throw error;
    }
  }
}

/**
 * Creates the streams of the house, or brings them to their definition. Running it twice, or by two roles at once,
 * changes nothing. Where the broker has less space than a stream wants, the stream is halved until it fits, and the log
 * says so.
 */
export async function ensureStreams(manager: JetStreamManager, log?: Logger, definitions = STREAMS): Promise<void> {
  for (const definition of definitions) await ensure(manager, definition, log);
}
