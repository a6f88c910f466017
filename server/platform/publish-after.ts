import { JetStreamApiError, type JetStreamClient } from '@nats-io/jetstream';
import { GuanlanError } from '../../streams/contracts/errors.ts';

/** "Wrong last sequence": another process wrote to the subject meanwhile. */
const WRONG_LAST_SEQUENCE = 10071;
/** A publish without an acknowledgement for this long has failed, ms. */
export const PUBLISH_TIMEOUT_MS = 5000;

/**
 * Publishes an event as the one after sequence `seen` of its subject (0: the first): of two writers the broker lets one
 * through.
 * @param id message id that makes a retry one event
 * @returns the stream sequence, `duplicate` where the id was there already, null where another writer was faster
 * @throws GL_STREAM_UNAVAILABLE
 */
export async function publishAfter(
  jetstream: JetStreamClient,
  subject: string,
  { event, seen, id }: { readonly event: object; readonly seen: number; readonly id?: string | undefined },
): Promise<number | 'duplicate' | null> {
  try {
    const ack = await jetstream.publish(subject, JSON.stringify(event), {
      expect: { lastSubjectSequence: seen },
      timeout: PUBLISH_TIMEOUT_MS,
      ...(id === undefined ? {} : { msgID: id }),
    });
    return ack.duplicate ? 'duplicate' : ack.seq;
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === WRONG_LAST_SEQUENCE) return null;
    const detail = error instanceof Error ? error.message : String(error);
    throw new GuanlanError('GL_STREAM_UNAVAILABLE', detail, { cause: error });
  }
}
