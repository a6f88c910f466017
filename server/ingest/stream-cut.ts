import type { JetStreamManager, StreamInfo } from '@nats-io/jetstream';
import type { Store } from '../platform/store/mod.ts';
import { identifiedSequence, identityAt } from './frame-identity.ts';
import { ordinalOf } from './ordinals.ts';
import type { Numbering } from './numbering.ts';

export type CutReason = 'shorter' | 'other message';

/**
 * Whether the stream is not the one that was read: it ends before the message named, or has another one in its place.
 * A message that has aged out, or was removed, says nothing against the stream.
 */
export async function cutOf(
  manager: JetStreamManager,
  { state }: StreamInfo,
  identity: string,
): Promise<CutReason | null> {
  const sequence = identifiedSequence(identity);
  if (sequence > state.last_seq) return 'shorter';
  if (sequence < state.first_seq) return null;
  const present = await identityAt(manager, sequence);
  return present === null || present === identity ? null : 'other message';
}

/**
 * First sequence that may hold another message than the one that was read there: past the newest mark that still fits.
 * A stream only ever loses its end, so that where one message is the same all before it are; some fourteen questions to
 * the broker. 1 where no mark fits.
 */
export async function firstOther(
  store: Store,
  manager: JetStreamManager,
  { state }: StreamInfo,
  numbering: Numbering,
): Promise<number> {
  const rows = await store.rows<{ generation: number; sequence: string; message: string }>(
    'write',
    `SELECT generation, toString(sequence) AS sequence, message FROM frame_marks FINAL
      WHERE frame_marks.sequence BETWEEN {first:UInt64} AND {last:UInt64} ORDER BY frame_marks.sequence`,
    { first: state.first_seq, last: state.last_seq },
  );
  const marks = rows.filter(
    ({ generation, sequence }) => numbering.sequenceAt(ordinalOf(generation, Number(sequence))) !== null,
  );
  let [same, other] = [-1, marks.length];
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2);
    const { message = '' } = marks[middle] ?? {};
    if ((await identityAt(manager, identifiedSequence(message))) === message) same = middle;
    else other = middle;
  }
  return Number(marks[same]?.sequence ?? 0) + 1;
}
