import type { JetStreamManager } from '@nats-io/jetstream';
import { streamIdentity } from '../platform/streams.ts';
import { frameOfStored, type Frame } from './frame.ts';
import type { Numbering } from './numbering.ts';
import { streamInfo } from './stream-info.ts';

const NO_MESSAGE = 10_037;

/**
 * The frame of an ordinal as it lies in the stream now; null where its message is not in this stream (any more): it is
 * another creation, it lost that message, or no longer keeps it.
 */
export async function storedFrame(
  manager: JetStreamManager,
  numbering: Numbering | null,
  ordinal: number,
): Promise<Frame | null> {
  const sequence = numbering?.sequenceAt(ordinal) ?? null;
  if (numbering === null || sequence === null) return null;
  if (streamIdentity(await streamInfo(manager)) !== numbering.created) return null;
  try {
    const message = await manager.streams.getMessage('FRAMES', { seq: sequence });
    return message === null ? null : frameOfStored(message, numbering);
  } catch (error) {
    if ((error as { code?: number }).code === NO_MESSAGE) return null;
    throw error;
  }
}
