import {
  AckPolicy,
  DeliverPolicy,
  type Consumer,
  type JetStreamClient,
  type JetStreamManager,
  type JsMsg,
  type StoredMsg,
} from '@nats-io/jetstream';
import { FRAME_HEADERS, SOURCES, type Source } from '../../streams/contracts/subjects.ts';
import { streamIdentity } from '../platform/streams.ts';
import { nanoseconds } from './frame-identity.ts';
import type { Numbering } from './numbering.ts';
import { sequenceOf } from './ordinals.ts';
import { streamInfo } from './position.ts';

/** A frame as it lies in the stream, unopened. */
export interface Frame {
  readonly ordinal: number;
  /** When the broker stored it, ns UTC. */
  readonly stored: bigint;
  readonly source: Source;
  readonly bytes: Uint8Array;
  /** Arrival at the gateway, ms UTC. */
  readonly received: number;
  readonly remote: string;
  /** As sent, percent-encoded. */
  readonly device: string;
  /** Receipt of the push it came in; '' where there is none. */
  readonly receipt: string;
}

const NANOSECONDS_PER_MS = 1_000_000;
/** The last instant that a Date can tell, ms UTC: a header beyond it is no arrival. */
const LATEST_INSTANT = 8.64e15;
/** A reader that is gone is forgotten by the broker after this long. */
const FORGET_AFTER = 60_000 * NANOSECONDS_PER_MS;

interface Message {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly headers: JsMsg['headers'];
  /** When the broker stored it, ns UTC. */
  readonly stored: bigint;
}

function frameFrom({ subject, data, headers, stored }: Message, ordinal: number): Frame {
  const header = (name: string): string => headers?.get(name) ?? '';
  const source = subject.split('.')[1] as Source;
  const received = Number(header(FRAME_HEADERS.received));
  return {
    ordinal,
    stored,
    source: SOURCES.includes(source) ? source : 'hj212',
    bytes: data,
    received: received > 0 && received <= LATEST_INSTANT ? received : Number(stored / BigInt(NANOSECONDS_PER_MS)),
    remote: header(FRAME_HEADERS.remote),
    device: header(FRAME_HEADERS.device),
    receipt: header(FRAME_HEADERS.receipt),
  };
}

const frameOf = ({ subject, data, headers, timestampNanos, seq }: JsMsg, { ordinalAt }: Numbering): Frame =>
  frameFrom({ subject, data, headers, stored: timestampNanos }, ordinalAt(seq));

/** The same of a message that was asked for by its sequence. */
export const frameOfStored = ({ subject, data, header, timestamp, seq }: StoredMsg, { ordinalAt }: Numbering): Frame =>
  frameFrom({ subject, data, headers: header, stored: nanoseconds(timestamp) }, ordinalAt(seq));

/** The stream is another one, or deliveries went missing: read on from the last frame taken, after looking again. */
class ReaderBroken extends Error {
  override readonly name = 'ReaderBroken';
}

export interface FrameReaderOptions {
  readonly jetstream: JetStreamClient;
  readonly manager: JetStreamManager;
  readonly numbering: Numbering;
  /** First stream sequence wanted. */
  readonly from: number;
  /** `frames.>` or a device's frames. */
  readonly subject: string;
  /** Frames asked for at once. */
  readonly pull: number;
  /** Ms an unfilled pull waits. */
  readonly wait: number;
  readonly signal: AbortSignal;
  /** Ends after this stream sequence, or where the stream has no more; without it, never. */
  readonly until?: number;
}

/**
 * Frames in order of their sequence, each once, from `from` on, for ever. The next ones are pulled only when the last were
 * taken, so whoever reads slowly holds back the broker and not the memory.
 *
 * Deliveries are numbered by the broker: a gap (a connection that died with frames on their way) throws `ReaderBroken`, as
 * does a consumer that is gone; the consumer acknowledges nothing, because the position in the store is what counts.
 */
export async function* readFrames(options: FrameReaderOptions): AsyncGenerator<Frame, void, undefined> {
  const { manager, jetstream, numbering, from, subject, pull, wait, signal, until } = options;
  const made = await manager.consumers.add('FRAMES', {
    ack_policy: AckPolicy.None,
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: from,
    filter_subject: subject,
    inactive_threshold: FORGET_AFTER,
    mem_storage: true,
    num_replicas: 1,
  });
  // Looked at after the consumer was made: it hangs on this creation of the stream and no other.
  if (streamIdentity(await streamInfo(manager)) !== numbering.created)
    throw new ReaderBroken('the stream was created anew');
  if (until !== undefined && made.num_pending === 0) return;
  const consumer: Consumer = jetstream.consumers.getConsumerFromInfo(made);
  let delivered = 0;
  try {
    while (!signal.aborted) {
      const messages = await consumer.fetch({ max_messages: pull, expires: wait });
      const stop = (): void => {
        messages.stop();
      };
      signal.addEventListener('abort', stop, { once: true });
      let taken = 0;
      try {
        for await (const message of messages) {
          delivered += 1;
          taken += 1;
          if (message.info.deliverySequence !== delivered)
            throw new ReaderBroken(`delivery ${message.info.deliverySequence} after ${delivered - 1}`);
          if (until !== undefined && message.seq > until) return;
          yield frameOf(message, numbering);
          if (until !== undefined && message.info.pending === 0) return;
        }
      } finally {
        signal.removeEventListener('abort', stop);
        messages.stop();
      }
      if (taken === 0 && !signal.aborted) {
        const { delivered: told } = await consumer.info();
        if (told.consumer_seq !== delivered) throw new ReaderBroken(`delivery ${told.consumer_seq} never came`);
      }
    }
  } finally {
    manager.consumers.delete('FRAMES', made.name).catch(() => undefined);
  }
}

/** Frames between two neighbours that the stream no longer had. */
export const missedBetween = (previous: number, next: number): number =>
  Math.max(0, sequenceOf(next) - sequenceOf(previous) - 1);
