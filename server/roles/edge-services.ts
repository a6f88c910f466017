import { Counter } from 'prom-client';
import { DEFAULT_ZONE } from '../../streams/contracts/civil-time.ts';
import type { Access } from '../access/mod.ts';
import { openLedger } from '../alarms/mod.ts';
import { startApi } from '../api/mod.ts';
import { keepCommandLog, openCommandQueue, startDispatch } from '../commands/mod.ts';
import { keySecret, openKeyRing, openKeySafe } from '../device-keys/mod.ts';
import { keepArchive } from '../live/mod.ts';
import type { Config } from '../platform/config.ts';
import { pause } from '../platform/pause.ts';
import type { Running } from '../platform/running.ts';
import { isMigrated } from '../platform/store/mod.ts';
import { collectTelemetry } from '../platform/telemetry.ts';
import { waitForDependency } from '../platform/wait-for-dependency.ts';
import { openRegistry } from '../registry/mod.ts';
import type { EdgeLive, EdgeServices } from './edge-live.ts';
import type { RoleResources } from './role-resources.ts';

const SCHEMA_PAUSE_MS = 50;

/** Who is asked for `/readyz` and `/metrics`: a role that is not there does not answer, and is named as silent. */
const rolesOf = (config: Config): string[] => [
  ...(process.send ? ['supervisor'] : []),
  'work',
  'edge',
  ...(process.send && config.city === 'yunzhou' ? ['city'] : []),
];

/** Registry, keys, commands, alarm ledger, API and archive: what follows when the store is there. Fills `services`. */
export async function startEdgeServices(
  config: Config,
  { context, diskGuard }: RoleResources,
  access: Access,
  { hub, gateway }: EdgeLive,
  services: EdgeServices,
): Promise<Running> {
  const { store, nats, clock, log, metrics } = context;
  while (!(await waitForDependency(log, () => isMigrated(store)))) await pause(SCHEMA_PAUSE_MS);
  const registry = await waitForDependency(log, () => openRegistry(store, nats, log));
  services.registry = registry;
  const zone = (): string => registry.city?.timezone ?? DEFAULT_ZONE;
  const safe = openKeySafe(keySecret(config));
  const isKnown = (device: string): boolean => registry.byDevice(device) !== undefined;
  const keys = await waitForDependency(log, () => openKeyRing({ store, nats, log, safe, isKnown }));
  services.keys = keys;
  const commands = await waitForDependency(log, () => openCommandQueue(context));
  const commandLog = keepCommandLog(store, commands, log);
  const dispatch = startDispatch({
    queue: commands,
    gateway,
    keys,
    clock,
    log,
    timezone: zone,
    name: `edge ${process.pid}`,
    outcomes: new Counter({
      name: 'guanlan_commands_total',
      help: 'Commands to devices that have ended, by state',
      labelNames: ['state'],
      registers: [metrics],
    }),
  });
  services.dispatch = dispatch;
  const alarms = await waitForDependency(log, () => openLedger(context, { zone: zone() }));
  const telemetry = () => collectTelemetry(nats, rolesOf(config));
  const api = await startApi(context, {
    registry,
    hub,
    access,
    alarms,
    commands,
    keys,
    full: diskGuard.full,
    telemetry,
  });
  const every = config.archiveSeconds;
  const archive = every > 0 ? keepArchive({ hub, store, clock, log, every }) : null;
  return {
    parts: () => [...(archive?.parts() ?? []), ...[api, alarms, commands, keys].flatMap((part) => part.parts())],
    async close() {
      await dispatch.close();
      await gateway.close();
      await archive?.close();
      await api.close();
      await hub.close();
      for (const part of [alarms, commandLog, commands, keys, registry]) await part.close();
    },
  };
}
