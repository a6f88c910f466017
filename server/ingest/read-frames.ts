import {
  AckPolicy,
  DeliverPolicy,
  type Consumer,
  type JetStreamClient,
  type JetStreamManager,
} from '@nats-io/jetstream';
import { streamIdentity } from '../platform/streams.ts';
import { frameOf, type Frame } from './frame.ts';
import type { Numbering } from './numbering.ts';
import { streamInfo } from './stream-info.ts';

const NANOSECONDS_PER_MS = 1_000_000;
/** A reader that is gone is forgotten by the broker after this long. */
const FORGET_AFTER = 60_000 * NANOSECONDS_PER_MS;

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
 * Frames in order of their sequence, each once, from `from` on, for ever. The next ones are pulled only when the last
 * were taken, so whoever reads slowly holds back the broker and not the memory.
 *
 * Deliveries are numbered by the broker: a gap (a connection that died with frames in flight) throws `ReaderBroken`,
 * as does a consumer that is gone; the consumer acknowledges nothing, because the position in the store is what counts.
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
        const { delivered: reported } = await consumer.info();
        if (reported.consumer_seq !== delivered) throw new ReaderBroken(`delivery ${reported.consumer_seq} never came`);
      }
    }
  } finally {
    manager.consumers.delete('FRAMES', made.name).catch(() => undefined);
  }
}
