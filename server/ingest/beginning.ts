import type { JetStreamManager } from '@nats-io/jetstream';
import type { IngestBounds } from './bounds.ts';
import { identifiedTime, identityAt } from './frame-identity.ts';
import type { Position } from './position.ts';
import { streamInfo } from './stream-info.ts';
import type { SecondReading } from './second-reading-rows.ts';
import { sequenceAtTime } from './sequence-at-time.ts';

export interface Beginning {
  /** First sequence that is read as it comes. */
  readonly from: number;
  /** What is read again behind it. */
  readonly again: SecondReading | null;
}

export interface BeginningOptions {
  readonly manager: JetStreamManager;
  readonly bounds: Pick<IngestBounds, 'rewind' | 'rewindTime'>;
  /** The last end of ingest was in order, see `endedInOrder`. */
  readonly clean: boolean;
  /** ms UTC. */
  readonly now: number;
}

/**
 * Where a start goes on, and what it reads again. What is new is read at once, so that screens are live within seconds;
 * what was read before, and may be missing, is read again beside it: five minutes at city scale are 600,000 frames, all
 * that is kept 25 million.
 *
 * - After a clean stop: `rewind` frames, for packets in parts whose first part came before the end.
 * - After any other: all since `rewindTime` before the last frame written, because rows of them may be gone with the
 * power.
 * - Where the stream lost its end: all that is kept. Where it is not known from which sequence on it holds other
 * messages, the newest
 *   are read first, and all others count as never read.
 */
export async function beginningOf(position: Position, options: BeginningOptions): Promise<Beginning> {
  const { manager, bounds, now } = options;
  const { state } = await streamInfo(manager);
  const {
    numbering: { created, newest },
    cut,
    sequence,
  } = position;
  const again = (
    reason: SecondReading['reason'],
    id: string,
    first: number,
    from: number,
    wasRead: boolean,
  ): Beginning => {
    const start = Math.max(1, state.first_seq, first);
    return {
      from,
      again:
        start >= from
          ? null
          : {
              id,
              reason,
              created,
              from: start,
              until: from - 1,
              reached: 0,
              wasRead,
              parts: [],
              ended: false,
              noted: now,
            },
    };
  };
  if (cut !== null) {
    const known = cut.first > 1;
    const from = Math.max(
      1,
      state.first_seq,
      known ? cut.first : await sequenceAtTime(manager, now - bounds.rewindTime),
    );
    return again('stream', `stream ${newest.generation}`, 1, from, known);
  }
  const from = Math.max(1, sequence + 1 - bounds.rewind);
  if (options.clean || sequence === 0 || bounds.rewindTime === 0) return { from, again: null };
  const identity = position.message === '' ? await identityAt(manager, sequence) : position.message;
  if (identity === null) return { from, again: null };
  return again(
    'start',
    `start ${now}`,
    await sequenceAtTime(manager, identifiedTime(identity) - bounds.rewindTime),
    from,
    true,
  );
}
