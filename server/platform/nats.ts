import { connect as dial, type NatsConnection } from '@nats-io/transport-node';
import { jetstream, jetstreamManager, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream';
import type { Logger } from 'pino';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import type { Config } from './config.ts';
import { pause } from './pause.ts';

export interface Broker {
  readonly nats: NatsConnection;
  readonly jetstream: JetStreamClient;
  readonly manager: JetStreamManager;
}

/** How long JetStream's own questions may take: on a full disk they would wait for ever. */
const JETSTREAM_TIMEOUT_MS = 5_000;
/** How long one attempt to connect may take. */
const GREETING_MS = 2_000;
const RECONNECT_PAUSE_MS = 250;

type Credentials = Pick<Config, 'natsUrl' | 'natsToken' | 'natsUser' | 'natsPassword'>;

/**
 * Connects to the broker and stays connected: reconnects for ever, with jitter.
 * The first connection is waited for as well, up to `patience` milliseconds.
 * @param url of the embedded broker, where `config.natsUrl` is null
 * @throws GL_STREAM_UNAVAILABLE where the first connection does not come about
 */
export async function connect(
  config: Credentials,
  name: string,
  { url, token, log, patience = 30_000 }: { url?: string; token?: string; log?: Logger; patience?: number } = {},
): Promise<Broker> {
  const servers = (config.natsUrl ?? url ?? 'nats://127.0.0.1:4222').split(',').map((server) => server.trim());
  const secret = config.natsUrl === null ? token : (config.natsToken ?? undefined);
  const deadline = performance.now() + patience;
  for (;;) {
    try {
      const nats = await dial({
        servers,
        name,
        maxReconnectAttempts: -1,
        reconnectTimeWait: RECONNECT_PAUSE_MS,
        reconnectJitter: 250,
        // A broker that dies in the middle of the greeting must not hold the next attempt.
        timeout: GREETING_MS,
        pingInterval: 5_000,
        maxPingOut: 2,
        ...(secret ? { token: secret } : {}),
        ...(config.natsUser !== null ? { user: config.natsUser, pass: config.natsPassword ?? '' } : {}),
        ...(servers.some((server) => server.startsWith('tls:')) ? { tls: {} } : {}),
      });
      if (log) void follow(nats, log);
      return {
        nats,
        jetstream: jetstream(nats, { timeout: JETSTREAM_TIMEOUT_MS }),
        manager: await jetstreamManager(nats, { timeout: JETSTREAM_TIMEOUT_MS, checkAPI: false }),
      };
    } catch (error) {
      if (performance.now() > deadline)
        throw new GuanlanError('GL_STREAM_UNAVAILABLE', `${servers.join(', ')}: ${(error as Error).message}`, {
          cause: error,
        });
      await pause(RECONNECT_PAUSE_MS);
    }
  }
}

async function follow(nats: NatsConnection, log: Logger): Promise<void> {
  for await (const status of nats.status()) {
    if (status.type === 'disconnect') log.warn('broker disconnected; reconnecting');
    else if (status.type === 'reconnect') log.info('broker reconnected');
    else if (status.type === 'error') log.error({ err: status.error }, 'the broker reports an error');
  }
}
