import {
  devicesOperation,
  registerDeviceOperation,
  registerStationOperation,
  setToleranceOperation,
} from '../../../streams/contracts/api/devices.ts';
import { registeredDevices, undecipherableDevices, unregisteredDevices } from '../answers/device-list.ts';
import type { Api } from '../api.ts';
import type { RouteContext } from '../route-context.ts';
import { serve } from '../serve.ts';

/** Devices: registered ones, unknown ones, and how to register one. Registering opens what was kept. */
export async function deviceRoutes(app: Api, { context, registry, limitRate }: RouteContext): Promise<void> {
  serve(app, devicesOperation, async ({ query: { state, ...page }, ip }) => {
    if (state === 'registered') return registeredDevices(registry, page);
    limitRate(ip);
    return state === 'undecipherable'
      ? await undecipherableDevices(context.store, registry, page)
      : await unregisteredDevices(context.store, page);
  });

  serve(app, registerDeviceOperation, async ({ body }) => {
    await registry.registerDevice(body, context.clock.now());
    return { device: body.device.toUpperCase(), station: body.station };
  });

  serve(app, setToleranceOperation, async ({ params: { device }, body: { tolerance }, grant }) => {
    await registry.setTolerance(device, tolerance, context.clock.now());
    context.log.warn({ device: device.toUpperCase(), tolerance, by: grant.name }, 'the tolerance of a device was set');
    return { device: device.toUpperCase(), tolerance };
  });

  serve(app, registerStationOperation, async ({ body }) => {
    const station = await registry.registerStation(body, context.clock.now());
    return { device: body.device.toUpperCase(), station };
  });
}
