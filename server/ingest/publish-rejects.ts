import type { JetStreamClient } from '@nats-io/jetstream';
import { headers as natsHeaders } from '@nats-io/transport-node';
import type { RejectMessage } from './rejects.ts';

/** Messages in flight at once. */
const WINDOW = 64;

/** Publishes; the broker drops what it has under the same id. Resolves when all are acknowledged. */
export async function publishRejects(jetstream: JetStreamClient, messages: readonly RejectMessage[]): Promise<void> {
  for (let at = 0; at < messages.length; at += WINDOW) {
    await Promise.all(
      messages.slice(at, at + WINDOW).map(({ subject, id, headers, payload }) => {
        const all = natsHeaders();
        for (const [name, value] of headers) all.set(name, value);
        return jetstream.publish(subject, payload, { msgID: id, headers: all });
      }),
    );
  }
}
