import { connect as dial } from 'node:net';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CityPack, Station } from '../streams/contracts/pack.ts';
import {
  freePort,
  run,
  startNats,
  startStore,
  tempDir,
  until,
  type Spawned,
  type TestNats,
  type TestStore,
} from '../test/harness/mod.ts';

const MAIN = fileURLToPath(new URL('../server/main.ts', import.meta.url));
const names = { zh: '台', en: 'bench' };

/** The default processes of the house, started one by one so that a benchmark may kill each of them. */
export interface House {
  readonly nats: TestNats;
  readonly store: TestStore;
  readonly gatewayPort: number;
  readonly edge: Role;
  readonly work: Role;
  /** Ends every process. */
  close(): Promise<void>;
}

/** One role in a process of its own, started again whenever it dies, as the supervisor does. */
export class Role {
  readonly #name: string;
  readonly #env: Record<string, string>;
  #process: Spawned | null = null;
  #wanted = true;
  starts = 0;

  constructor(name: string, env: Record<string, string>) {
    this.#name = name;
    this.#env = env;
    this.#keep();
  }

  get pid(): number | undefined {
    return this.#process?.child.pid;
  }
  output(): string {
    return this.#process?.output() ?? '';
  }

  #keep(): void {
    this.starts += 1;
    const process_ = run(process.execPath, [MAIN, '--role', this.#name], this.#env);
    this.#process = process_;
    void process_.ended.then(() => {
      if (this.#wanted)
        setTimeout(() => {
          if (this.#wanted) this.#keep();
        }, 200);
    });
  }

  /** SIGKILL; it comes back by itself. */
  kill(): Promise<void> {
    return this.#process?.end('SIGKILL') ?? Promise.resolve();
  }

  async close(): Promise<void> {
    this.#wanted = false;
    await this.#process?.end('SIGTERM');
  }
}

/** A city of bare stations, as a pack directory. */
export function packDirectory(stations: readonly Partial<Station>[]): string {
  const directory = join(tempDir('pack'), 'city');
  mkdirSync(directory, { recursive: true });
  const whole: Station[] = stations.map((given, index) => ({
    id: index + 1,
    device: `DEV${index + 1}`,
    kind: 'township',
    names,
    position: [115, 35],
    county: 1,
    township: 1,
    village: 0,
    st: '22',
    factors: ['a34004'],
    period: 60,
    basis: 'rtd',
    isPublic: false,
    ...given,
  }));
  const pack: CityPack = {
    city: {
      id: 'bench',
      names,
      centreNames: names,
      timezone: 'Asia/Shanghai',
      centre: [115, 35],
      bounds: [114, 34, 116, 36],
      centralMeridian: 114,
      synthetic: true,
    },
    regions: [
      {
        id: 1,
        level: 'city',
        parent: null,
        code: '370000',
        names,
        centre: [115, 35],
        ring: [
          [114, 34],
          [116, 34],
          [116, 36],
          [114, 36],
          [114, 34],
        ],
        responsible: names,
      },
    ],
    stations: whole,
    waters: [],
    relief: null,
  };
  for (const [name, value] of Object.entries(pack))
    writeFileSync(join(directory, `${name}.json`), JSON.stringify(value));
  return directory;
}

const listens = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const socket = dial(port, '127.0.0.1', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });

export async function openHouse(
  stations: readonly Partial<Station>[],
  more: Record<string, string> = {},
): Promise<House> {
  const [nats, store] = await Promise.all([startNats(), startStore({ migrated: false })]);
  const [gatewayPort, httpPort, livePort] = await Promise.all([freePort(), freePort(), freePort()]);
  const env = {
    NATS_URL: nats.url,
    CLICKHOUSE_URL: store.url,
    CLICKHOUSE_USER: store.options.user,
    CLICKHOUSE_PASSWORD: store.options.password,
    GUANLAN_DATA_DIR: store.dataDir,
    GUANLAN_HJ212_PORT: String(gatewayPort),
    GUANLAN_HTTP_PORT: String(httpPort),
    GUANLAN_LIVE_PORT: String(livePort),
    GUANLAN_CITY: packDirectory(stations),
    GUANLAN_LOG_LEVEL: 'warn',
    ...more,
  };
  const work = new Role('work', env);
  // The gateway refuses floods of devices it does not know: it starts when the registry has them.
  await until(
    'the city pack',
    async () => {
      const [row] = await store.store
        .rows<{ n: string }>('history', 'SELECT toString(count()) AS n FROM stations')
        .catch(() => []);
      return Number(row?.n ?? 0) >= stations.length;
    },
    60_000,
  );
  const edge = new Role('edge', env);
  await until('the gateway', () => listens(gatewayPort), 60_000).catch((error: unknown) => {
    throw new Error(`work: ${work.output().slice(-2000)}\nedge: ${edge.output().slice(-2000)}`, { cause: error });
  });
  return {
    nats,
    store,
    gatewayPort,
    edge,
    work,
    async close() {
      await Promise.all([edge.close(), work.close()]);
      await nats.stop();
      await store.stop();
    },
  };
}
