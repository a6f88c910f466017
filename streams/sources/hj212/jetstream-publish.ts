import { createInbox, headers as newHeaders, type NatsConnection } from '@nats-io/transport-node';

export type Publish = (subject: string, bytes: Uint8Array, headers: Readonly<Record<string, string>>) => Promise<void>;

interface Pending {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
  readonly due: number;
}

const SWEEP_MS = 250;

/**
 * What the gateway publishes through: resolves when the stream has the message, rejects otherwise.
 *
 * The client's own `jetstream.publish` makes two error objects with their stacks and a timer per call, a quarter of the
 * gateway's work at 2,000 frames/s, and while the broker is away it piles messages up in memory. This one keeps one
 * inbox and one sweep for all, and while the connection is down it rejects at once: the device keeps its frame.
 */
export function jetStreamPublish(connection: NatsConnection, timeoutMs = 5000): Publish {
  const inbox = createInbox();
  const pending = new Map<string, Pending>();
  let next = 0;
  let connected = true;

  const settle = (token: string, error: Error | null): void => {
    const waiting = pending.get(token);
    if (!waiting) return;
    pending.delete(token);
    if (error) waiting.reject(error);
    else waiting.resolve();
  };
  const failAll = (why: string): void => {
    for (const token of [...pending.keys()]) settle(token, new Error(why));
  };
  connection.subscribe(`${inbox}.*`, {
    callback: (error, message) => {
      if (error) return;
      settle(message.subject.slice(inbox.length + 1), refusal(message.headers?.code ?? 0, message.data));
    },
  });
  const sweeper = setInterval(() => {
    const now = performance.now();
    // In order of publishing: the first that is not due ends the sweep.
    for (const [token, { due }] of pending) {
      if (due > now) break;
      settle(token, new Error(`no ack of the stream within ${timeoutMs} ms`));
    }
  }, SWEEP_MS);
  sweeper.unref();
  void (async () => {
    for await (const { type } of connection.status()) {
      if (type === 'disconnect') {
        connected = false;
        failAll('the broker is away');
      } else if (type === 'reconnect') connected = true;
    }
  })();
  void connection.closed().then(() => {
    connected = false;
    clearInterval(sweeper);
    failAll('the connection to the broker is closed');
  });

  return (subject, bytes, fields) =>
    new Promise<void>((resolve, reject) => {
      if (!connected) return reject(new Error('the broker is away'));
      const headers = newHeaders();
      for (const name in fields) headers.set(name, fields[name] ?? '');
      const token = (next += 1).toString(36);
      // A throw (closed connection, oversize payload) rejects the promise and leaves nothing pending.
      connection.publish(subject, bytes, { headers, reply: `${inbox}.${token}` });
      pending.set(token, { resolve, reject, due: performance.now() + timeoutMs });
    });
}

/** `null` for an ack with a sequence; else what the broker says against it. 503: no stream takes the subject. */
function refusal(code: number, bytes: Uint8Array): Error | null {
  if (code !== 0) return new Error(`no stream takes it (${code})`);
  try {
    const answer = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')) as {
      seq?: number;
      error?: { description?: string };
    };
    if (answer.error) return new Error(answer.error.description ?? 'refused by the stream');
    return typeof answer.seq === 'number' && answer.seq > 0 ? null : new Error('an ack without a sequence');
  } catch {
    return new Error('an ack that is not JSON');
  }
}
