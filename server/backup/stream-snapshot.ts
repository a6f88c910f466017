import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { NatsConnection } from '@nats-io/transport-node';
import { GuanlanError } from '../../streams/contracts/errors.ts';

/**
 * JetStream's own snapshots: a stream as one file, with its creation time and every sequence, so that positions and
 * expected sequences still fit after it was put back. Subjects: $JS.API.STREAM.SNAPSHOT and .RESTORE.
 */
export interface StreamSnapshot {
  readonly name: string;
  /** As the broker gave them; handed back unchanged. */
  readonly config: unknown;
  readonly state: { readonly messages: number; readonly last_seq: number };
}

const CHUNK_BYTES = 128 * 1024;
const ANSWER_MS = 10_000;
/** A snapshot that says nothing for this long is given up. */
const SILENCE_MS = 30_000;
const NO_BYTES = new Uint8Array();

interface ApiAnswer {
  readonly error?: { readonly description?: string };
  readonly config?: unknown;
  readonly state?: StreamSnapshot['state'];
  readonly deliver_subject?: string;
}

async function ask(nats: NatsConnection, subject: string, body: unknown): Promise<ApiAnswer> {
  const answer = (await nats.request(subject, JSON.stringify(body), { timeout: ANSWER_MS })).json<ApiAnswer>();
  if (answer.error) throw new GuanlanError('GL_STREAM_UNAVAILABLE', `${subject}: ${answer.error.description ?? ''}`);
  return answer;
}

/** Writes the stream to `path`. Consumers are not part of it: they are made again by who needs them. */
export async function saveStream(nats: NatsConnection, name: string, path: string): Promise<StreamSnapshot> {
  const inbox = `_INBOX.snapshot.${Math.random().toString(36).slice(2)}`;
  const chunks = nats.subscribe(inbox, { timeout: SILENCE_MS });
  const file = await open(path, 'w', 0o600);
  try {
    const { config, state } = await ask(nats, `$JS.API.STREAM.SNAPSHOT.${name}`, {
      deliver_subject: inbox,
      no_consumers: true,
      chunk_size: CHUNK_BYTES,
    });
    for await (const chunk of chunks) {
      if (chunk.data.length === 0) break;
      await file.write(chunk.data);
      chunk.respond();
    }
    await file.sync();
    return { name, config, state: state as StreamSnapshot['state'] };
  } finally {
    chunks.unsubscribe();
    await file.close();
  }
}

/** Puts a stream back. It must not be there yet. */
export async function restoreStream(
  nats: NatsConnection,
  { name, config, state }: StreamSnapshot,
  path: string,
): Promise<void> {
  const { deliver_subject: to } = await ask(nats, `$JS.API.STREAM.RESTORE.${name}`, { config, state });
  if (to === undefined)
    throw new GuanlanError('GL_STREAM_UNAVAILABLE', `${name}: the broker does not take the snapshot`);
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
    await nats.request(to, chunk, { timeout: ANSWER_MS });
  }
  const answer = (await nats.request(to, NO_BYTES, { timeout: SILENCE_MS })).json<ApiAnswer>();
  if (answer.error) throw new GuanlanError('GL_STREAM_UNAVAILABLE', `${name}: ${answer.error.description ?? ''}`);
}
