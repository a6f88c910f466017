import { accessSync, constants, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect as dialTcp } from 'node:net';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { JetStreamApiError } from '@nats-io/jetstream';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import { connect } from '../platform/nats.ts';
import type { Greeting } from './child.ts';
import { LOOPBACK, type Endpoints } from '../platform/endpoints.ts';

const executable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Where `bin/guanlan.mjs` unpacks Debian's package when it may not install it. */
const CACHED = fileURLToPath(new URL('../../.cache/nats-server/usr/sbin/nats-server', import.meta.url));

/** @throws GL_NATS_MISSING */
function findNatsServer(path = process.env['PATH'] ?? ''): string {
  const candidates = [
    ...path
      .split(delimiter)
      .filter(Boolean)
      .map((directory) => join(directory, 'nats-server')),
    '/usr/sbin/nats-server',
    '/usr/local/bin/nats-server',
    '/opt/homebrew/bin/nats-server',
    CACHED,
  ];
  const found = candidates.find((candidate) => existsSync(candidate) && executable(candidate));
  if (found === undefined) throw new GuanlanError('GL_NATS_MISSING', installHint());
  return found;
}

/** The command that installs it here. */
function installHint(platform = process.platform): string {
  if (platform === 'darwin') return 'brew install nats-server';
  return (
    'Debian/Ubuntu: sudo apt-get install nats-server; Alpine: apk add nats-server; Arch: pacman -S ' +
    'nats-server; Fedora: dnf install nats-server'
  );
}

export interface NatsRole {
  readonly command: string;
  readonly parameters: readonly string[];
  readonly url: string;
  readonly probe: () => Promise<Greeting>;
  /**
   * Whether JetStream answers: after a write that failed on a full disk nats-server 2.9 holds a lock of its own for
   * ever (docs/notes/006).
   */
  readonly answers: () => Promise<boolean>;
}

const NO_SUCH_STREAM = 10059;

async function jetStreamAnswers(url: string, token: string): Promise<boolean> {
  const none = { natsUrl: null, natsToken: null, natsUser: null, natsPassword: null };
  const { nats, manager } = await connect(none, 'watch', { url, token, patience: 1_000 });
  try {
    await manager.streams.info('FRAMES');
    return true;
  } catch (error) {
    return error instanceof JetStreamApiError && error.code === NO_SUCH_STREAM;
  } finally {
    // Waiting for a broker that hangs to say goodbye would take for ever.
    void nats.close().catch(() => undefined);
  }
}

/** Bound of what the file store may take: the sum of the streams and the leases, with room for a larger FRAMES. */
const MAX_FILE = '20GB';
const MAX_MEMORY = '512MB';

const quoted = (text: string): string => JSON.stringify(text);

/**
 * How the embedded broker is started: loopback, a random token, files under the data directory. The secret stands only
 * in a file of mode 0600.
 */
export function natsRole(dataDir: string, { natsPort, natsToken }: Endpoints): NatsRole {
  const directory = join(dataDir, 'nats');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const config = join(dataDir, 'run', 'nats.conf');
  writeFileSync(
    config,
    [
      `host: ${quoted(LOOPBACK)}`,
      `port: ${natsPort}`,
      'server_name: guanlan',
      'max_payload: 1MB',
      'max_connections: 256',
      `authorization { token: ${quoted(natsToken)} }`,
      `jetstream { store_dir: ${quoted(directory)}, max_file_store: ${MAX_FILE}, max_memory_store: ${MAX_MEMORY} }`,
      '',
    ].join('\n'),
    { mode: 0o600 },
  );
  return {
    command: findNatsServer(),
    parameters: ['-c', config],
    url: `nats://${LOOPBACK}:${natsPort}`,
    answers: () => jetStreamAnswers(`nats://${LOOPBACK}:${natsPort}`, natsToken),
    probe: () =>
      new Promise((done) => {
        const socket = dialTcp(natsPort, LOOPBACK);
        let greeting: Greeting = 'closed';
        // The kernel accepts for a process that is stopped: an open door alone says nothing.
        socket.once('connect', () => {
          greeting = 'silent';
        });
        socket.setTimeout(1_000, () => socket.destroy());
        socket.once('data', (hello) => {
          if (hello.toString('utf8').startsWith('INFO ')) greeting = 'greeted';
          socket.destroy();
        });
        socket.on('error', () => undefined);
        socket.once('close', () => done(greeting));
      }),
  };
}

/** What a power cut may cost, by the broker's version: told in `/readyz`. */
export function powerLossOf(version: string): string {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 2 || (major === 2 && minor >= 10)
    ? '进程被杀不丢数据；断电最多丢失 sync_interval 内的数据 No loss when a process is killed; a power cut may lose what ' +
        'came within sync_interval'
    : '进程被杀不丢数据；断电最多丢失 2 分钟数据 No loss when a process is killed; a power cut may lose up to 2 minutes ' +
        '(nats-server before 2.10 has no sync_interval)';
}
