import { jetStreamPublish, startGateway } from '../../streams/hj212/mod.ts';
import { openAccess } from '../access/mod.ts';
import { openLedger } from '../alarms/mod.ts';
import { startApi } from '../api/mod.ts';
import type { Config } from '../config.ts';
import { startHub } from '../live/mod.ts';
import { openRegistry } from '../registry/mod.ts';
import type { PartState } from '../role.ts';
import { isMigrated } from '../store/mod.ts';
import { openGround } from './context.ts';
import { untilAvailable } from './patience.ts';
import type { RunningRole } from './run.ts';
import { collectTelemetry, serveTelemetry } from './telemetry.ts';

const SCHEMA_PAUSE_MS = 150;
/** Civil time of an empty system. */
const DEFAULT_ZONE = 'Asia/Shanghai';

/** Who is asked for `/readyz` and `/metrics`: a role that is not there has nothing to say, and is named as silent. */
const rolesOf = (config: Config): string[] => [
  ...(process.send ? ['supervisor'] : []), 'work', 'edge', ...(process.send && config.city === 'yunzhou' ? ['city'] : []),
];

/** Role `edge`: HJ 212 gateway, live hub, API with the screens. Must never stutter: nothing heavy runs here. */
export async function startEdge(config: Config): Promise<RunningRole> {
  const ground = await openGround('edge', config);
  const { context, diskGuard } = ground;
  const { clock, log, metrics } = context;
  while (!await untilAvailable(log, () => isMigrated(context.store))) await new Promise((done) => setTimeout(done, SCHEMA_PAUSE_MS));
  const registry = await untilAvailable(log, () => openRegistry(context.store, context.nats, log));
  const access = openAccess(config, clock);
  const hub = await startHub(context, {
    authorize: (request) => access.authorizeLive(request),
    notices: () => (diskGuard.full() ? ['GL_DISK_FULL'] : []),
  });
  const gateway = await startGateway({
    host: config.host,
    port: config.hj212Port,
    publish: jetStreamPublish(context.nats),
    isKnown: (device) => registry.byDevice(device) !== undefined,
    toleranceOf: (device) => registry.byDevice(device)?.tolerance ?? 0,
    full: diskGuard.full,
    clock, log, metrics,
    ...(registry.city ? { timezone: registry.city.timezone } : {}),
  });
  const own = (): PartState[] => [diskGuard.full()
    ? { part: 'gateway', state: 'degraded', detail: 'GL_DISK_FULL: new frames are not acknowledged', figures: { connections: gateway.connections() } }
    : { part: 'gateway', state: 'ready', figures: { connections: gateway.connections() } }];
  const ledger = await untilAvailable(log, () => openLedger(context, { zone: registry.city?.timezone ?? DEFAULT_ZONE }));
  const api = await startApi(context, {
    registry, hub, access, alarms: ledger, full: diskGuard.full, telemetry: () => collectTelemetry(context.nats, rolesOf(config)),
  });
  const telemetry = serveTelemetry(context, 'edge', () => [...own(), ...hub.parts(), ...api.parts(), ...ledger.parts()]);
  return {
    async close() {
      telemetry.close();
      await gateway.close();
      await api.close();
      await hub.close();
      await ledger.close();
      await registry.close();
      await ground.close();
    },
  };
}
