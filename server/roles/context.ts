import { join } from 'node:path';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { systemClock } from '../../streams/contracts/clock.ts';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import type { Config } from '../platform/config.ts';
import { createLog } from '../platform/log.ts';
import { connect } from '../platform/nats.ts';
import type { RoleContext } from '../platform/running.ts';
import { openStore, type StoreOptions } from '../platform/store/mod.ts';
import { ensureStreams } from '../platform/streams.ts';
import { LOOPBACK, readEndpoints } from '../platform/endpoints.ts';
import { watchClock, type ClockGuard } from '../platform/clock-guard.ts';
import { watchDisk, type DiskGuard } from '../platform/disk-guard.ts';

/** Beside the broker's own start under one supervisor: a large store is read for long, and the supervisor itself says when that is too long. */
const SUPERVISED_PATIENCE_MS = 115_000;

export interface RoleGround {
  readonly context: RoleContext;
  readonly storeOptions: StoreOptions;
  readonly clockGuard: ClockGuard;
  readonly diskGuard: DiskGuard;
  close(): Promise<void>;
}

/** Where the store answers: the server named, or the embedded one of the data directory. */
function storeOptionsOf(config: Config): StoreOptions {
  if (config.clickhouseUrl !== null) {
    return {
      url: config.clickhouseUrl,
      user: config.clickhouseUser,
      password: config.clickhousePassword,
      database: config.clickhouseDatabase,
      replicated: config.clickhouseCluster !== null,
    };
  }
  const endpoints = readEndpoints(config.dataDir);
  if (endpoints === null)
    throw new GuanlanError(
      'GL_CONFIG',
      `CLICKHOUSE_URL: not set, and ${join(config.dataDir, 'run')} names no embedded store; run npm start`,
    );
  return {
    url: `http://${LOOPBACK}:${endpoints.storePort}`,
    user: config.clickhouseUser,
    password: endpoints.storeToken,
    database: config.clickhouseDatabase,
  };
}

/** Where the embedded broker answers; nothing where `NATS_URL` names one. */
export function brokerOf(config: Config): { url?: string; token?: string } {
  if (config.natsUrl !== null) return {};
  const endpoints = readEndpoints(config.dataDir);
  return endpoints === null ? {} : { url: `nats://${LOOPBACK}:${endpoints.natsPort}`, token: endpoints.natsToken };
}

/** What every role stands on: broker with its streams, store, log, metrics, clock and disk guards. */
export async function openGround(role: string, config: Config): Promise<RoleGround> {
  const log = createLog(role, config.logLevel);
  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics, prefix: 'guanlan_' });
  const storeOptions = storeOptionsOf(config);
  const [broker, store] = await Promise.all([
    connect(config, role, { ...brokerOf(config), log, ...(process.send ? { patience: SUPERVISED_PATIENCE_MS } : {}) }),
    openStore(storeOptions),
  ]);
  await ensureStreams(broker.manager, log);
  const diskGuard = await watchDisk(config.dataDir, config.diskFloorMiB * 1024 ** 2, log);
  const clockGuard = watchClock(systemClock);
  clockGuard.onJump((jumpMs) => log.warn({ jumpMs }, 'the wall clock jumped'));
  return {
    context: { config, clock: systemClock, log, metrics, store, ...broker },
    storeOptions,
    clockGuard,
    diskGuard,
    async close() {
      clockGuard.close();
      diskGuard.close();
      await store.close();
      await broker.nats.close();
    },
  };
}
