import { collectDefaultMetrics, Registry } from 'prom-client';
import { systemClock } from '../../streams/contracts/clock.ts';
import type { Config } from '../platform/config.ts';
import { watchClock, type ClockGuard } from '../platform/clock-guard.ts';
import { watchDisk, type DiskGuard } from '../platform/disk-guard.ts';
import { createLog } from '../platform/log.ts';
import { connect } from '../platform/nats.ts';
import type { RoleContext } from '../platform/running.ts';
import { openStore, type StoreOptions } from '../platform/store/mod.ts';
import { ensureStreams } from '../platform/streams.ts';
import { brokerAddress } from './broker-address.ts';
import { storeOptionsOf } from './store-options.ts';

/**
 * Under a supervisor the broker starts beside us: a large store is read for long, and the supervisor itself reports
 * when that is too long.
 */
const SUPERVISED_WAIT_MS = 115_000;

export interface RoleResources {
  readonly context: RoleContext;
  readonly storeOptions: StoreOptions;
  readonly clockGuard: ClockGuard;
  readonly diskGuard: DiskGuard;
  close(): Promise<void>;
}

/** What every role uses: broker with its streams, store, log, metrics, clock and disk guards. */
export async function openResources(role: string, config: Config): Promise<RoleResources> {
  const log = createLog(role, config.logLevel);
  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics, prefix: 'guanlan_' });
  const storeOptions = storeOptionsOf(config);
  const [broker, store] = await Promise.all([
    connect(config, role, { ...brokerAddress(config), log, ...(process.send ? { patience: SUPERVISED_WAIT_MS } : {}) }),
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
