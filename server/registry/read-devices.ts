import type { Store } from '../platform/store/mod.ts';
import type { RegistryDevice, RegistryStation } from './station.ts';

const DEVICES = 'SELECT device, station, units, tolerance FROM devices FINAL WHERE retired = 0';

interface DeviceRow {
  device: string;
  station: number;
  units: Record<string, string>;
  tolerance: number;
}

/** Devices in force that report for a station in force, by MN. */
export async function readDevices(
  store: Store,
  stations: ReadonlyMap<number, RegistryStation>,
): Promise<Map<string, RegistryDevice>> {
  const devices = new Map<string, RegistryDevice>();
  for (const row of await store.rows<DeviceRow>('history', DEVICES)) {
    const station = stations.get(row.station);
    if (!station) continue;
    const { kind, st, period, basis, outlet } = station;
    const units = Object.freeze(row.units);
    devices.set(row.device, Object.freeze({ ...row, kind, st, period, basis, outlet, units }));
  }
  return devices;
}
