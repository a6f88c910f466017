import type { Names, Position, Station, StationKind } from '../../streams/contracts/pack.ts';
import { gcj02ToWgs84, type CoordinateSystem } from '../../streams/contracts/coordinates.ts';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import type { Store } from '../platform/store/mod.ts';
import { factorOfSystem } from './factor-of-system.ts';
import { regionsOfPosition } from './region-of-position.ts';
import { deviceKey, FIRST_REGISTERED_STATION, LAST_STATION, type RegistrySnapshot } from './station.ts';
import { DEVICE_COLUMNS, deviceRow, STATION_COLUMNS, stationRow } from './station-row.ts';

/** A device to attach to a station that the registry knows. */
export interface DeviceRegistration {
  readonly device: string;
  readonly station: number;
  /** Factor code -> unit sent, where not canonical. */
  readonly units?: Readonly<Record<string, string>>;
  /** Bit 0 accept wrong CRC, bit 1 accept wrong length. */
  readonly tolerance?: number;
}

/** A station that no pack knows, with its device. */
export interface StationRegistration {
  readonly device: string;
  readonly kind: StationKind;
  readonly names: Names;
  readonly position: Position;
  /** What `position` is in; WGS-84 where absent. */
  readonly crs?: CoordinateSystem;
  readonly st: string;
  readonly factors: readonly string[];
  readonly period: number;
  readonly basis: Station['basis'];
  readonly isPublic?: boolean;
  readonly outlet?: 'stack' | 'outfall';
  readonly targetClass?: number;
  readonly units?: Readonly<Record<string, string>>;
  readonly tolerance?: number;
}

/**
 * The id of a registered station follows from its device, so that two desks registering the same device meet in one
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

const refuseOther = (snapshot: RegistrySnapshot, device: string, station: number): void => {
  const known = snapshot.devices.get(deviceKey(device));
  if (known && known.station !== station)
    throw new GuanlanError('GL_CONFLICT', `device ${device} already reports for station ${known.station}`);
};

/** Errors: GL_NOT_FOUND (station), GL_CONFLICT (the device reports for another station). */
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

/** Errors: GL_BAD_REQUEST (a factor code nobody knows), GL_CONFLICT. Returns the station's id. */
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
