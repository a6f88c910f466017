import { connect } from 'node:net';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../server/platform/endpoints.ts';
import { run, tempDir, until, type Spawned } from './processes.ts';

export interface TestNats {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** What it keeps: its streams are in `js` below it. */
  readonly directory: string;
  /** Sends SIGKILL (or another signal) and waits for the end. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again on the same port and directory. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const listens = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });

/** A real nats-server with JetStream on a free loopback port and a directory of its own. */
export async function startNats(): Promise<TestNats> {
  const directory = tempDir('nats');
  const port = await freePort();
  const config = join(directory, 'nats.conf');
  writeFileSync(
    config,
    `host: 127.0.0.1\nport: ${port}\nmax_payload: 1MB\njetstream { store_dir: ` +
      `"${join(directory, 'js')}", max_file: 40GB, max_mem: 1GB }\n`,
  );
  let server: Spawned;
  const start = async (): Promise<void> => {
    server = run('nats-server', ['-c', config]);
    await until(`nats-server: ${server.output()}`, () => listens(port), 60_000);
  };
  await start();
  return {
    url: `nats://127.0.0.1:${port}`,
    port,
    directory,
    get pid() {
      return server.child.pid as number;
    },
    kill: (signal = 'SIGKILL') => server.end(signal),
    restart: async () => {
      await server.end('SIGTERM');
      await start();
    },
    stop: () => server.end('SIGTERM'),
  };
}
