import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, readEndpoints } from '../../server/platform/endpoints.ts';
import { isAlive, type Identity } from '../../server/platform/process-identity.ts';
import type { StoreOptions } from '../../server/platform/store/mod.ts';
import { run, tempDir, until, type Spawned } from './processes.ts';

export interface TestGuanlan {
  readonly dataDir: string;
  readonly httpPort: number;
  readonly livePort: number;
  readonly hj212Port: number;
  readonly base: string;
  /** The supervisor. */
  readonly process: Spawned;
  /** A child's present process id, or null while it is away. */
  pid(child: string): number | null;
  /** Client options of its embedded store. */
  store(): StoreOptions;
  /** Address and token of its embedded broker. */
  nats(): { url: string; token: string };
  /** Waits until all of its children run and the gateway, hub and HTTP ports listen. */
  untilUp(limit?: number): Promise<void>;
  /** Kills the supervisor hard and leaves the children to themselves. */
  abandon(): Promise<void>;
  /** Starts a new supervisor on the same directory and ports. */
  again(env?: Readonly<Record<string, string>>): Promise<void>;
  stop(): Promise<void>;
}

const MAIN = fileURLToPath(new URL('../../server/main.ts', import.meta.url));
const CHILDREN = ['nats', 'store', 'work', 'edge', 'city'];

const living = (dataDir: string, child: string): number | null => {
  const path = join(dataDir, 'run', `${child}.json`);
  if (!existsSync(path)) return null;
  try {
    const identity = JSON.parse(readFileSync(path, 'utf8')) as Identity;
    return isAlive(identity) ? identity.pid : null;
  } catch {
    return null;
  }
};

/**
 * The whole system under its supervisor, on free ports and a directory of its own, without the demo city unless
 * `GUANLAN_CITY` asks for it.
 * @param waited false: resolves as soon as the process is started
 * @param parameters of `npm start`: how much of a demo city
 */
export async function startGuanlan(
  env: Readonly<Record<string, string>> = {},
  {
    dataDir = tempDir('system'),
    waited = true,
    parameters = [],
  }: { dataDir?: string; waited?: boolean; parameters?: readonly string[] } = {},
): Promise<TestGuanlan> {
  const [httpPort, livePort, hj212Port] = [await freePort(), await freePort(), await freePort()];
  const settings = {
    GUANLAN_CITY: 'none',
    GUANLAN_DATA_DIR: dataDir,
    GUANLAN_HTTP_PORT: String(httpPort),
    GUANLAN_LIVE_PORT: String(livePort),
    GUANLAN_HJ212_PORT: String(hj212Port),
    GUANLAN_DISK_FLOOR_MIB: '0',
    UV_THREADPOOL_SIZE: '16',
    ...env,
  };
  const launch = (more: Readonly<Record<string, string>> = {}): Spawned =>
    run(process.execPath, [MAIN, ...parameters], { ...settings, ...more });
  let supervisor = launch();
  const pid = (child: string): number | null => living(dataDir, child);
  const endpoints = () => {
    const found = readEndpoints(dataDir);
    if (found === null) throw new Error('it has no endpoints yet');
    return found;
  };
  // Whatever becomes of the supervisor in a test, its children must not outlive the test.
  // Before the directories are removed: they say which processes these are.
  process.prependOnceListener('exit', () => {
    for (const child of CHILDREN) {
      const left = pid(child);
      if (left !== null) process.kill(left, 'SIGKILL');
    }
  });
  const untilUp = (limit = 40_000): Promise<void> =>
    until(
      `the system: ${supervisor.output()}`,
      () => {
        if (supervisor.child.exitCode !== null) throw new Error(`the supervisor ended: ${supervisor.output()}`);
        return supervisor.output().includes('/wall');
      },
      limit,
    );
  if (waited) await untilUp();
  return {
    dataDir,
    httpPort,
    livePort,
    hj212Port,
    base: `http://127.0.0.1:${httpPort}`,
    get process() {
      return supervisor;
    },
    pid,
    store: () => ({
      url: `http://127.0.0.1:${endpoints().storePort}`,
      user: 'default',
      password: endpoints().storeToken,
      database: 'guanlan',
    }),
    nats: () => ({ url: `nats://127.0.0.1:${endpoints().natsPort}`, token: endpoints().natsToken }),
    untilUp,
    abandon: () => supervisor.end('SIGKILL'),
    async again(more = {}) {
      supervisor = launch(more);
      await untilUp();
    },
    stop: () => supervisor.end('SIGINT'),
  };
}
