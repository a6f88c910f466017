import { GuanlanError } from '../../streams/contracts/errors.ts';
import type { Store } from '../platform/store/mod.ts';
import type { DeviceRegistration } from './registration.ts';
import { DEVICE_COLUMNS } from './station-row.ts';
import { deviceKey, type RegistrySnapshot } from './station.ts';

/** @throws GL_CONFLICT where the device reports for another station */
export const refuseOther = (snapshot: RegistrySnapshot, device: string, station: number): void => {
  const known = snapshot.devices.get(deviceKey(device));
  if (known && known.station !== station)
    throw new GuanlanError('GL_CONFLICT', `device ${device} already reports for station ${known.station}`);
};

/**
 * Attaches a device to a station. Errors: GL_NOT_FOUND (station), GL_CONFLICT (the device reports for another station).
 */
export async function writeDevice(
  store: Store,
  snapshot: RegistrySnapshot,
  registration: DeviceRegistration,
  version: number,
): Promise<void> {
  if (!snapshot.stations.has(registration.station))
    throw new GuanlanError('GL_NOT_FOUND', `station ${registration.station}`);
  refuseOther(snapshot, registration.device, registration.station);
  await store.insert('devices', DEVICE_COLUMNS, [
    [
      deviceKey(registration.device),
      registration.station,
      registration.units ?? {},
      registration.tolerance ?? 0,
      0,
      version,
    ],
  ]);
}

/** Changes the tolerance of a device. Error: GL_NOT_FOUND. */
export async function writeTolerance(
  store: Store,
  snapshot: RegistrySnapshot,
  mn: string,
  tolerance: number,
  version: number,
): Promise<void> {
  const device = snapshot.devices.get(deviceKey(mn));
  if (!device) throw new GuanlanError('GL_NOT_FOUND', `device ${mn}`);
  await store.insert('devices', DEVICE_COLUMNS, [[device.device, device.station, device.units, tolerance, 0, version]]);
}
