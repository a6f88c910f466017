import { DEFAULT_ZONE } from '../../streams/contracts/civil-time.ts';
import { Counter } from 'prom-client';
import { jetStreamPublish, startGateway } from '../../streams/sources/hj212/mod.ts';
import { openAccess } from '../access/mod.ts';
import { openLedger } from '../alarms/mod.ts';
import { startApi } from '../api/mod.ts';
import { keepCommandLog, openCommandQueue, startDispatch, type Dispatch } from '../commands/mod.ts';
import type { Config } from '../platform/config.ts';
import { keySecret, openKeyRing, openKeySafe, type KeyRing } from '../device-keys/mod.ts';
import { keepArchive, startHub } from '../live/mod.ts';
import { openRegistry, type Registry } from '../registry/mod.ts';
import type { PartState } from '../platform/running.ts';
import { isMigrated } from '../platform/store/mod.ts';
import { openGround } from './context.ts';
import { waitForDependency } from '../platform/wait-for-dependency.ts';
import type { RunningRole } from './running-role.ts';
import { collectTelemetry, serveTelemetry } from '../platform/telemetry.ts';

const SCHEMA_PAUSE_MS = 50;

/** Who is asked for `/readyz` and `/metrics`: a role that is not there has nothing to say, and is named as silent. */
const rolesOf = (config: Config): string[] => [
  ...(process.send ? ['supervisor'] : []),
  'work',
  'edge',
  ...(process.send && config.city === 'yunzhou' ? ['city'] : []),
];

/**
 * Role `edge`: HJ 212 gateway, live hub, API with the screens. Must never stutter: nothing heavy runs here.
 * Gateway and hub need only the broker and open at once; registry, ledger and API follow when the store is there.
 */
export async function startEdge(config: Config): Promise<RunningRole> {
  const ground = await openGround('edge', config);
  const { context, diskGuard, clockGuard } = ground;
  const { clock, log, metrics } = context;
  const access = openAccess(config, clock);
  // Until it is loaded every device counts as known: frames are kept unopened, and the bounds per device and in flight hold.
  let registry: Registry | null = null;
  let keys: KeyRing | null = null;
  let dispatch: Dispatch | null = null;
  const hub = await startHub(context, {
    authorize: (request) => access.authorizeLive(request),
    notices: () => [
      ...(diskGuard.full() ? (['GL_DISK_FULL'] as const) : []),
      ...(clockGuard.moved() ? (['GL_CLOCK_MOVED'] as const) : []),
    ],
  });
  const gateway = await startGateway({
    host: config.host,
    port: config.hj212Port,
    publish: jetStreamPublish(context.nats),
    isKnown: (device) => registry === null || registry.byDevice(device) !== undefined,
    toleranceOf: (device) => registry?.byDevice(device)?.tolerance ?? 0,
    onHeard: (packet) => dispatch?.received(packet),
    keysOf: (device) => keys?.keysOf(device, clock.now()) ?? [],
    full: diskGuard.full,
    timezone: () => registry?.city?.timezone ?? DEFAULT_ZONE,
    clock,
    log,
    metrics,
  });
  const gatewayPart = (): PartState => ({
    part: 'gateway',
    figures: { connections: gateway.connections() },
    ...(diskGuard.full()
      ? { state: 'degraded', detail: 'GL_DISK_FULL: new frames are not acknowledged' }
      : { state: 'ready' }),
  });
  let later: () => readonly PartState[] = () => [{ part: 'api', state: 'starting', detail: 'the store is awaited' }];
  const telemetry = serveTelemetry(context, 'edge', () => [gatewayPart(), ...hub.parts(), ...later()]);

  while (!(await waitForDependency(log, () => isMigrated(context.store))))
    await new Promise((done) => setTimeout(done, SCHEMA_PAUSE_MS));
  const loaded = await waitForDependency(log, () => openRegistry(context.store, context.nats, log));
  registry = loaded;
  const ring = await waitForDependency(log, () =>
    openKeyRing({
      store: context.store,
      nats: context.nats,
      log,
      safe: openKeySafe(keySecret(config)),
      isKnown: (device) => loaded.byDevice(device) !== undefined,
    }),
  );
  keys = ring;
  const queue = await waitForDependency(log, () => openCommandQueue(context));
  const commandLog = keepCommandLog(context.store, queue, log);
  dispatch = startDispatch({
    queue,
    gateway,
    keys: ring,
    clock,
    log,
    timezone: () => loaded.city?.timezone ?? DEFAULT_ZONE,
    name: `edge ${process.pid}`,
    outcomes: new Counter({
      name: 'guanlan_commands_total',
      help: 'Commands to devices that have ended, by state',
      labelNames: ['state'],
      registers: [metrics],
    }),
  });
  const ledger = await waitForDependency(log, () =>
    openLedger(context, { zone: loaded.city?.timezone ?? DEFAULT_ZONE }),
  );
  const api = await startApi(context, {
    registry: loaded,
    hub,
    access,
    alarms: ledger,
    commands: queue,
    keys: ring,
    full: diskGuard.full,
    telemetry: () => collectTelemetry(context.nats, rolesOf(config)),
  });
  const archive =
    config.archiveSeconds > 0
      ? keepArchive({ hub, store: context.store, clock, log, every: config.archiveSeconds })
      : null;
  later = () => [...(archive?.parts() ?? []), ...api.parts(), ...ledger.parts(), ...queue.parts(), ...ring.parts()];
  return {
    async close() {
      telemetry.close();
      await dispatch?.close();
      await gateway.close();
      await archive?.close();
      await api.close();
      await hub.close();
      await ledger.close();
      await commandLog.close();
      await queue.close();
      await ring.close();
      await loaded.close();
      await ground.close();
    },
  };
}
