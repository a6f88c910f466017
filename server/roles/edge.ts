import { openAccess } from '../access/mod.ts';
import type { Config } from '../platform/config.ts';
import type { PartState } from '../platform/running.ts';
import { serveTelemetry } from '../platform/telemetry.ts';
import { startEdgeLive, type EdgeServices } from './edge-live.ts';
import { startEdgeServices } from './edge-services.ts';
import { openResources } from './role-resources.ts';
import type { RunningRole } from './running-role.ts';

/**
 * Role `edge`: HJ 212 gateway, live hub, API with the screens. Must never stutter: nothing heavy runs here.
 * Gateway and hub need only the broker and open at once; registry, ledger and API follow when the store is there.
 */
export async function startEdge(config: Config): Promise<RunningRole> {
  const resources = await openResources('edge', config);
  const { context } = resources;
  const access = openAccess(config, context.clock);
  const services: EdgeServices = { registry: null, keys: null, dispatch: null };
  const live = await startEdgeLive(config, resources, access, services);
  let serviceParts = (): readonly PartState[] => [{ part: 'api', state: 'starting', detail: 'waiting for the store' }];
  const telemetry = serveTelemetry(context, 'edge', () => [...live.parts(), ...serviceParts()]);
  const running = await startEdgeServices(config, resources, access, live, services);
  serviceParts = () => running.parts();
  return {
    async close() {
      telemetry.close();
      await running.close();
      await resources.close();
    },
  };
}
