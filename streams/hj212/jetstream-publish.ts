import type { JetStreamClient } from '@nats-io/jetstream';
import { headers as newHeaders } from '@nats-io/transport-node';

export type Publish = (subject: string, bytes: Uint8Array, headers: Readonly<Record<string, string>>) => Promise<void>;

/** What the gateway publishes through: resolves when the stream has the message, rejects otherwise. */
export function jetStreamPublish(jetstream: JetStreamClient, timeoutMs = 5000): Publish {
  return async (subject, bytes, fields) => {
    const headers = newHeaders();
    for (const [name, value] of Object.entries(fields)) headers.set(name, value);
    await jetstream.publish(subject, bytes, { headers, timeout: timeoutMs });
  };
}
