import type { JetStreamManager, MsgRequest, StoredMsg } from '@nats-io/jetstream';
import { GuanlanError } from '../../streams/contracts/errors.ts';

/** The server knows this question since 2.9; the client's types lack it. */
interface NextBySubject {
  readonly seq: number;
  readonly next_by_subj: string;
}

/**
 * The first message of a subject in stream COMMANDS after sequence `seen`; null where there is none.
 * @throws GL_STREAM_UNAVAILABLE
 */
export async function nextMessage(manager: JetStreamManager, subject: string, seen: number): Promise<StoredMsg | null> {
  const request: NextBySubject & MsgRequest = { seq: seen + 1, next_by_subj: subject };
  try {
    return await manager.streams.getMessage('COMMANDS', request);
  } catch (error) {
    throw new GuanlanError('GL_STREAM_UNAVAILABLE', '', { cause: error });
  }
}
