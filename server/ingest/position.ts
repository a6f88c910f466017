import type { JetStreamManager, StreamInfo } from '@nats-io/jetstream';
import type { Store } from '../platform/store/mod.ts';
import { streamIdentity } from '../platform/streams.ts';
import { beginGeneration } from './begin-generation.ts';
import { identifiedSequence } from './frame-identity.ts';
import { numberingOf, readGenerations, type Generation, type Numbering } from './numbering.ts';
import { ALL_PARTITIONS } from './partitions.ts';
import { cutOf, firstOther, type CutReason } from './stream-cut.ts';
import { streamInfo } from './stream-info.ts';

/** Where ingest stands in stream FRAMES. */
export interface Position {
  readonly numbering: Numbering;
  /** Last stream sequence whose rows are in the store; 0 for none. */
  readonly sequence: number;
  /** Identity of the newest frame whose rows are in; '' where none was written down. */
  readonly message: string;
  /** The stream came back without messages that were read, and nothing has been read of it since. */
  readonly cut: StreamCut | null;
}

interface StreamCut {
  readonly reason: string;
  /** Sequence up to which the stream had been read; 0 where that was found out at an earlier start. */
  readonly was: number;
  /** First sequence that may hold another message than was read there; 1 where that is not known. */
  readonly first: number;
}

async function readPosition(store: Store, generation: number): Promise<{ sequence: number; message: string }> {
  const [row] = await store.rows<{ sequence: string; message: string }>(
    'write',
    `SELECT toString(max(sequence)) AS sequence, max(message) AS message FROM ingest_position
     WHERE partitions = {partitions:String} AND generation = {generation:UInt32}`,
    { partitions: ALL_PARTITIONS, generation },
  );
  return { sequence: Number(row?.sequence ?? 0), message: row?.message ?? '' };
}

/**
 * Where to go on in the stream as it is now. A position names a message and not only its number: where the stream ends
 * before that message, or has another one in its place (it was put back from an older copy, or lost its end in a power
 * cut), a new generation begins after the last message known to be the same, and `cut` says so.
 * @param taken the newest frame taken by this process, which may not be in the store yet
 * @param now ms UTC
 */
export async function openPosition(
  store: Store,
  manager: JetStreamManager,
  taken: { readonly created: string; readonly message: string } | null,
  now: number,
): Promise<Position> {
  const info = await streamInfo(manager);
  const created = streamIdentity(info);
  const known = await readGenerations(store, 'write');
  const begin = async (row: Omit<Generation, 'generation' | 'created'>): Promise<Numbering> => {
    const begun = await beginGeneration(store, known, { created, ...row }, now);
    return numberingOf(created, [...known, begun]) as Numbering;
  };
  const numbering = numberingOf(created, known) ?? (await begin({ first: 1, reason: '' }));
  const { newest } = numbering;
  const { sequence, message } = await readPosition(store, newest.generation);
  const inHand = taken !== null && taken.created === created ? taken.message : '';
  if (sequence === 0 && message === '' && inHand === '') {
    return Object.freeze({
      numbering,
      sequence,
      message,
      cut: newest.reason === '' ? null : { reason: newest.reason, was: 0, first: newest.first },
    });
  }
  const cut = await lostEnd(manager, info, sequence, [message, inHand]);
  if (cut === null) return Object.freeze({ numbering, sequence, message, cut });
  const first = await firstOther(store, manager, info, numbering);
  const was = Math.max(sequence, identifiedSequence(message), identifiedSequence(inHand));
  return Object.freeze({
    numbering: await begin({ first, reason: cut }),
    sequence: 0,
    message: '',
    cut: { reason: cut, was, first },
  });
}

async function lostEnd(
  manager: JetStreamManager,
  info: StreamInfo,
  sequence: number,
  messages: readonly string[],
): Promise<CutReason | null> {
  if (sequence > info.state.last_seq) return 'shorter';
  for (const identity of messages) {
    const cut = identity === '' ? null : await cutOf(manager, info, identity);
    if (cut !== null) return cut;
  }
  return null;
}
