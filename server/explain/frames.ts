import { GuanlanError } from '../../streams/contracts/errors.ts';
import type { ExplainedFrame } from '../../streams/contracts/explanation.ts';
import { decodedHeader, frameText } from '../../streams/contracts/frame-text.ts';
import { FRAME_HEADERS } from '../../streams/contracts/subjects.ts';
import { generationOf, numberingOf, readGenerations, sequenceOf } from '../ingest/mod.ts';
import type { RoleContext } from '../platform/running.ts';
import { streamIdentity } from '../platform/streams.ts';
import { ExplainBounds } from './bounds.ts';

/** Frames of stream FRAMES by their ordinals. */
export interface FrameSource {
  frames(ordinals: readonly number[]): Promise<ExplainedFrame[]>;
}

/**
 * Looks frames up in the stream as it is now; those that it lost, of an earlier creation or too old, are named but no
 * longer kept.
 */
export function openFrameSource({ manager, store }: Pick<RoleContext, 'manager' | 'store'>): FrameSource {
  const named = (ordinal: number): ExplainedFrame => ({
    ordinal: String(ordinal),
    generation: generationOf(ordinal),
    sequence: sequenceOf(ordinal),
    isKept: false,
    source: null,
    received: null,
    device: null,
    remote: null,
    bytes: null,
    text: null,
  });
  return {
    async frames(ordinals) {
      const wanted = [...new Set(ordinals)].slice(0, ExplainBounds.frames);
      if (wanted.length === 0) return [];
      try {
        const numbering = numberingOf(
          streamIdentity(await manager.streams.info('FRAMES')),
          await readGenerations(store, 'history'),
        );
        return await Promise.all(
          wanted.map(async (ordinal) => {
            const frame = named(ordinal);
            if ((numbering?.sequenceAt(ordinal) ?? null) === null) return frame;
            const message = await manager.streams
              .getMessage('FRAMES', { seq: frame.sequence })
              .catch((error: { code?: number }) => {
                if (error.code === 10_037) return null;
                throw error;
              });
            if (message === null) return frame;
            const header = (name: string): string => message.header?.get(name) ?? '';
            const received = Number(header(FRAME_HEADERS.received));
            return {
              ...frame,
              isKept: true,
              source: message.subject.split('.')[1] ?? null,
              received: received > 0 ? new Date(received).toISOString() : message.time.toISOString(),
              device: decodedHeader(header(FRAME_HEADERS.device)),
              remote: decodedHeader(header(FRAME_HEADERS.remote)),
              bytes: message.data.length,
              text: frameText(message.data, ExplainBounds.frameText),
            };
          }),
        );
      } catch (error) {
        throw new GuanlanError('GL_STREAM_UNAVAILABLE', 'frames', { cause: error });
      }
    },
  };
}
