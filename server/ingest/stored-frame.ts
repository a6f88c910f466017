import type { JetStreamManager } from '@nats-io/jetstream';
import { streamIdentity } from '../platform/streams.ts';
import { frameOfStored, type Frame } from './frames.ts';
import { generationOf, sequenceOf, streamInfo, type Position } from './position.ts';

const NO_MESSAGE = 10_037;

/**
 * The frame of an ordinal as it lies in the stream now; null where the stream is another creation or no longer keeps
 * it.
 */
export async function storedFrame(
  manager: JetStreamManager,
  position: Pick<Position, 'generation' | 'created'> | null,
  ordinal: number,
): Promise<Frame | null> {
  if (position === null || generationOf(ordinal) !== position.generation) return null;
  if (streamIdentity(await streamInfo(manager)) !== position.created) return null;
  try {
    const message = await manager.streams.getMessage('FRAMES', { seq: sequenceOf(ordinal) });
    return message === null ? null : frameOfStored(message, position.generation);
  } catch (error) {
    if ((error as { code?: number }).code === NO_MESSAGE) return null;
    throw error;
  }
}
