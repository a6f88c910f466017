import { gcj02ToWgs84 } from '../../streams/contracts/coordinates.ts';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import type { Station } from '../../streams/contracts/pack.ts';
import type { Store } from '../platform/store/mod.ts';
import { factorOfSystem } from './factor-of-system.ts';
import { regionsOfPosition } from './region-of-position.ts';
import type { StationRegistration } from './registration.ts';
import { DEVICE_COLUMNS, deviceRow, STATION_COLUMNS, stationRow } from './station-row.ts';
import { deviceKey, FIRST_REGISTERED_STATION, LAST_STATION, type RegistrySnapshot } from './station.ts';
import { refuseOther } from './write-device.ts';

/**
 * The id of a registered station follows from its device, so that the same device registered twice meets in one
 * row and two different ones do not; a taken id moves to the next free one.
 */
function registeredStationId(device: string, taken: ReadonlyMap<number, { readonly device: string }>): number {
  let hash = 0x811c9dc5;
  for (const letter of deviceKey(device)) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  const span = LAST_STATION - FIRST_REGISTERED_STATION + 1;
  for (let step = 0; step < span; step += 1) {
    const id = FIRST_REGISTERED_STATION + (((hash >>> 0) + step) % span);
    const holder = taken.get(id);
    if (!holder || holder.device === deviceKey(device)) return id;
  }
  throw new GuanlanError('GL_CONFLICT', 'no station id is free');
}

/**
 * Writes a station that no pack knows, with its device. Errors: GL_BAD_REQUEST (an unknown factor code), GL_CONFLICT.
 * Returns the station's id.
 */
export async function writeStation(
  store: Store,
  snapshot: RegistrySnapshot,
  registration: StationRegistration,
  version: number,
): Promise<number> {
  const unknown = registration.factors.filter((code) => !factorOfSystem(registration.st, code));
  if (unknown.length > 0) throw new GuanlanError('GL_BAD_REQUEST', `factors: ${unknown.join(', ')}`);
  const id = registeredStationId(registration.device, snapshot.stations);
  refuseOther(snapshot, registration.device, id);
  const { crs, ...given } = registration;
  const position = crs === 'gcj02' ? gcj02ToWgs84(given.position) : given.position;
  const station: Station = {
    id,
    ...regionsOfPosition(snapshot.regions.values(), position),
    isPublic: false,
    ...given,
    position,
    device: deviceKey(registration.device),
  };
  await store.insert('stations', STATION_COLUMNS, [stationRow(station, 'registered', snapshot.plane, version)]);
  await store.insert('devices', DEVICE_COLUMNS, [deviceRow(station, registration.tolerance ?? 0, version)]);
  return id;
}
