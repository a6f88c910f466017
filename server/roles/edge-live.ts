import { DEFAULT_ZONE } from '../../streams/contracts/civil-time.ts';
import { jetStreamPublish, startGateway, type Gateway } from '../../streams/sources/hj212/mod.ts';
import type { Access } from '../access/mod.ts';
import type { Dispatch } from '../commands/mod.ts';
import type { KeyRing } from '../device-keys/mod.ts';
import { startHub, type RunningHub } from '../live/mod.ts';
import type { Config } from '../platform/config.ts';
import type { PartState } from '../platform/running.ts';
import type { Registry } from '../registry/mod.ts';
import type { RoleResources } from './role-resources.ts';

/** What follows when the store is there; until then null. */
export interface EdgeServices {
  registry: Registry | null;
  keys: KeyRing | null;
  dispatch: Dispatch | null;
}

export interface EdgeLive {
  readonly hub: RunningHub;
  readonly gateway: Gateway;
  parts(): readonly PartState[];
}

/**
 * Live hub and HJ 212 gateway: they need only the broker. Until the registry is loaded every device counts as known:
 * frames are kept unopened, and the bounds per device and in flight hold.
 */
export async function startEdgeLive(
  config: Config,
  { context, diskGuard, clockGuard }: RoleResources,
  access: Pick<Access, 'authorizeLive'>,
  services: Readonly<EdgeServices>,
): Promise<EdgeLive> {
  const { clock, log, metrics, nats } = context;
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
    publish: jetStreamPublish(nats),
    isKnown: (device) => services.registry === null || services.registry.byDevice(device) !== undefined,
    toleranceOf: (device) => services.registry?.byDevice(device)?.tolerance ?? 0,
    onHeard: (packet) => services.dispatch?.received(packet),
    keysOf: (device) => services.keys?.keysOf(device, clock.now()) ?? [],
    full: diskGuard.full,
    timezone: () => services.registry?.city?.timezone ?? DEFAULT_ZONE,
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
  return { hub, gateway, parts: () => [gatewayPart(), ...hub.parts()] };
}
