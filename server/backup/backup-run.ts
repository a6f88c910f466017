import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { systemClock } from '../../streams/contracts/clock.ts';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import { loadConfig, type Config } from '../platform/config.ts';
import { connect } from '../platform/nats.ts';
import { errorText } from '../platform/error-text.ts';
import { natsRole } from '../supervisor/mod.ts';
import { isFree, LOOPBACK, prepareEndpoints, readEndpoints, type Endpoints } from '../platform/endpoints.ts';
import { end, forget, identify, note, noted } from '../platform/process-identity.ts';
import { backup, isEmpty, restore } from './backup.ts';
import { openStore, startStoreProcess } from '../platform/store/mod.ts';

const GRACE_MS = 6_000;
const say = (zh: string, en: string): void => {
  process.stdout.write(`  ✓ ${zh} ${en}\n`);
};
const none = { natsUrl: null, natsToken: null, natsUser: null, natsPassword: null };

/** Embedded engines only: a ClickHouse or NATS server is backed up by its own means, on its own machine. */
function embeddedOnly(config: Config): void {
  if (config.clickhouseUrl !== null || config.natsUrl !== null) {
    throw new GuanlanError(
      'GL_CONFIG',
      'CLICKHOUSE_URL, NATS_URL: servers are backed up by their own tools (BACKUP ... TO, nats stream ' +
        'backup); see docs/operations.md',
    );
  }
}

interface Engines {
  readonly endpoints: Endpoints;
  close(): Promise<void>;
}

/** Broker and store of the data directory, started for the length of this program. */
async function ownEngines(dataDir: string, directory: string): Promise<Engines> {
  const endpoints = await prepareEndpoints(dataDir, (_, port) => isFree(port));
  note(dataDir, 'supervisor', process.pid);
  const orphan = noted(dataDir, 'nats');
  if (orphan) await end(orphan, GRACE_MS);
  const role = natsRole(dataDir, endpoints);
  const broker = spawn(role.command, role.parameters, { stdio: 'ignore', detached: true });
  const identity = identify(broker.pid as number);
  const store = await startStoreProcess({
    dataDir: join(dataDir, 'store'),
    host: LOOPBACK,
    port: endpoints.storePort,
    token: endpoints.storeToken,
    backups: [directory],
    fatal: (error) => {
      throw error;
    },
  });
  return {
    endpoints,
    async close() {
      await store.close();
      if (identity) await end(identity, GRACE_MS);
      forget(dataDir, 'supervisor');
    },
  };
}

async function work(
  config: Config,
  endpoints: Endpoints,
  database: string,
  job: (parts: Omit<Parameters<typeof backup>[1], 'engineBackups' | 'now'>) => Promise<void>,
): Promise<void> {
  const store = await openStore({
    url: `http://${LOOPBACK}:${endpoints.storePort}`,
    user: config.clickhouseUser,
    password: endpoints.storeToken,
    database,
  });
  const { nats, manager } = await connect(none, 'backup', {
    url: `nats://${LOOPBACK}:${endpoints.natsPort}`,
    token: endpoints.natsToken,
    patience: 10_000,
  });
  try {
    await job({ store, nats, manager, database: config.clickhouseDatabase, dataDir: config.dataDir, say });
  } finally {
    await nats.close();
    await store.close();
  }
}

/** Runs `backup` or `restore` as a program. Resolves with the exit code. */
export async function runBackup(kind: 'backup' | 'restore', parameters: readonly string[]): Promise<number> {
  let engines: Engines | null = null;
  try {
    const [given] = parameters;
    if (given === undefined) throw new GuanlanError('GL_CONFIG', `npm run ${kind} -- DIR`);
    const directory = resolve(given);
    const config = loadConfig();
    embeddedOnly(config);
    const running = noted(config.dataDir, 'supervisor') !== null;
    if (kind === 'backup') {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      engines = running ? null : await ownEngines(config.dataDir, directory);
      const endpoints = engines?.endpoints ?? readEndpoints(config.dataDir);
      if (endpoints === null)
        throw new GuanlanError(
          'GL_CONFIG',
          `GUANLAN_DATA_DIR: ${config.dataDir} has no usable endpoints; start it again`,
        );
      await work(config, endpoints, config.clickhouseDatabase, (parts) =>
        backup(directory, {
          ...parts,
          engineBackups: join(config.dataDir, 'store', 'backups'),
          now: systemClock.now(),
        }),
      );
      say(`备份完成：${directory}`, `backed up to ${directory}`);
    } else {
      if (running) throw new GuanlanError('GL_STILL_RUNNING', config.dataDir);
      for (const part of ['store', 'nats'])
        if (!(await isEmpty(join(config.dataDir, part))))
          throw new GuanlanError('GL_NOT_EMPTY', join(config.dataDir, part));
      mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
      engines = await ownEngines(config.dataDir, directory);
      await work(config, engines.endpoints, 'default', (parts) => restore(directory, parts));
      say('恢复完成，可以启动：npm start', 'restored; start with npm start');
    }
    return 0;
  } catch (error) {
    process.stderr.write(`${errorText(error)}\n`);
    return 1;
  } finally {
    await engines?.close();
  }
}
