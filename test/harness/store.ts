import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrate, openStore, type Store, type StoreOptions } from '../../server/platform/store/mod.ts';
import { prepareEndpoints } from '../../server/platform/endpoints.ts';
import { run, tempDir, until, type Spawned } from './processes.ts';

export interface TestStore {
  readonly url: string;
  readonly dataDir: string;
  readonly pid: number;
  /** For `openStore` and `migrate`. */
  readonly options: StoreOptions;
  /** Open client; reconnects by itself after kill and restart. */
  readonly store: Store;
  kill(signal?: NodeJS.Signals): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** A start takes a second; on a machine that is busy with other tests much longer. */
const START_LIMIT = 60_000;
const MAIN = fileURLToPath(new URL('../../server/main.ts', import.meta.url));

/**
 * A real embedded store on a free loopback port and a directory of its own, the schema applied.
 * Takes about a second: share one per test file.
 */
export async function startStore({
  migrated = true,
  dataDir = tempDir('store'),
}: { migrated?: boolean; dataDir?: string } = {}): Promise<TestStore> {
  const endpoints = await prepareEndpoints(dataDir, async () => false);
  const url = `http://127.0.0.1:${endpoints.storePort}`;
  const options: StoreOptions = { url, user: 'default', password: endpoints.storeToken, database: 'guanlan' };
  let server: Spawned;
  const start = async (): Promise<void> => {
    server = run(process.execPath, [MAIN, '--role', 'store'], {
      GUANLAN_DATA_DIR: dataDir,
      UV_THREADPOOL_SIZE: '16',
      GUANLAN_CITY: 'none',
    });
    await until(
      'the store process',
      async () => {
        if (server.child.exitCode !== null) throw new Error(`the store ended: ${server.output()}`);
        return fetch(`${url}/ping`).then(
          (answer) => answer.ok,
          () => false,
        );
      },
      START_LIMIT,
    );
  };
  await start();
  if (migrated) await migrate(options);
  const store = await openStore(options);
  // Tests tell their own time; what the engine's clock calls expired must not vanish under them.
  // The house's own database may not be there yet.
  const stopExpiry = async (): Promise<void> => {
    const anywhere = await openStore({ ...options, database: 'default' });
    await anywhere.command('write', 'SYSTEM STOP TTL MERGES').finally(() => anywhere.close());
  };
  await stopExpiry();
  return {
    url,
    dataDir,
    options,
    store,
    get pid() {
      return server.child.pid as number;
    },
    kill: (signal = 'SIGKILL') => server.end(signal),
    restart: async () => {
      await server.end('SIGTERM');
      await start();
      await stopExpiry();
    },
    stop: async () => {
      await store.close();
      await server.end('SIGTERM');
    },
  };
}

/** The reference data that may lie beside the repository, or where the environment says (a checkout elsewhere). */
export const SHARED_DATA =
  process.env['GUANLAN_SHARED_DATA'] ?? join(fileURLToPath(new URL('../../', import.meta.url)), '../shared/data');
