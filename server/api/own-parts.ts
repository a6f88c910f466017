import type { PartState } from '../platform/running.ts';
import type { RouteContext } from './route-context.ts';

/** A part that has not answered by then is down. */
const PROBE_TIMEOUT = 500;

const answersInTime = (probe: Promise<boolean>): Promise<boolean> =>
  Promise.race([
    probe.catch(() => false),
    new Promise<false>((done) => setTimeout(() => done(false), PROBE_TIMEOUT).unref()),
  ]);

const probed = (part: string, isUp: boolean, detail: string): PartState =>
  isUp ? { part, state: 'ready' } : { part, state: 'down', detail };

function registryPart(registry: RouteContext['registry']): PartState {
  const figures = { version: registry.version, stations: registry.stations().size };
  if (registry.gaps.length === 0) return { part: 'registry', state: 'ready', figures };
  const missing = registry.gaps.map(({ table, missing: rows }) => `${rows} of ${table}`).join(', ');
  return { part: 'registry', state: 'degraded', detail: `GL_REGISTRY_DAMAGED: missing ${missing}`, figures };
}

/** The parts that the edge checks by itself: broker, store, disk, registry, first tick, access. */
export async function ownParts({ context, hub, registry, full, access }: RouteContext): Promise<PartState[]> {
  const { nats, store } = context;
  const brokerUp = !nats.isClosed() && (await answersInTime(nats.rtt().then(() => true)));
  const storeUp = await answersInTime(store.ping());
  const tick = hub.table('stations')?.time ?? 0;
  return [
    probed('broker', brokerUp, 'GL_STREAM_UNAVAILABLE: the broker does not answer; it is tried again'),
    probed('store', storeUp, 'GL_STORE_UNAVAILABLE: the store does not answer; it is tried again'),
    full()
      ? { part: 'disk', state: 'degraded', detail: 'GL_DISK_FULL: new frames are not acknowledged' }
      : { part: 'disk', state: 'ready' },
    registryPart(registry),
    tick > 0
      ? { part: 'tick', state: 'ready' }
      : { part: 'tick', state: 'starting', detail: 'the first tick of the windows is awaited' },
    {
      part: 'access',
      state: 'ready',
      detail: access.isOpen ? 'no token is configured: this machine needs none' : 'tokens are needed',
    },
  ];
}
