import type { ApiAnswer } from '../../../streams/contracts/api/operations.ts';
import { loadQuery, type Store } from '../../platform/store/mod.ts';
import type { Registry } from '../../registry/mod.ts';
import { iso } from '../instants.ts';

type DeviceList = ApiAnswer<'devices'>;
interface Page {
  readonly limit: number;
  readonly offset: number;
}
interface StoredDevice {
  readonly device: string;
  readonly frames: string;
  readonly first_ms: string;
  readonly last_ms: string;
  readonly total: string;
}

const keptFrames = ({ frames, first_ms: first, last_ms: last }: StoredDevice) => ({
  frames: Number(frames),
  first: iso(Number(first)),
  last: iso(Number(last)),
});
const total = (rows: readonly StoredDevice[]): number => Number(rows[0]?.total ?? 0);

export function registeredDevices(registry: Registry, { limit, offset }: Page): DeviceList {
  const all = [...registry.devices().values()];
  return {
    total: all.length,
    items: all
      .slice(offset, offset + limit)
      .map(({ device, station, st, tolerance }) => ({
        device,
        state: 'registered',
        station,
        st,
        tolerance,
        frames: null,
        first: null,
        last: null,
        remote: null,
      })),
  };
}

/** Devices with encrypted frames that no key opens. */
export async function undecipherableDevices(store: Store, registry: Registry, page: Page): Promise<DeviceList> {
  const rows = await store.rows<StoredDevice>('history', loadQuery('history/undecipherable-devices'), { ...page });
  return {
    total: total(rows),
    items: rows.map((row) => {
      const known = registry.byDevice(row.device);
      return {
        device: row.device,
        state: 'undecipherable',
        station: known?.station ?? null,
        st: known?.st ?? '',
        tolerance: known?.tolerance ?? null,
        ...keptFrames(row),
        remote: null,
      };
    }),
  };
}

/** Unknown devices whose frames are kept until they are registered. */
export async function unregisteredDevices(store: Store, page: Page): Promise<DeviceList> {
  const rows = await store.rows<StoredDevice & { readonly st: string; readonly remote: string }>(
    'history',
    loadQuery('history/unregistered-devices'),
    { ...page },
  );
  return {
    total: total(rows),
    items: rows.map((row) => ({
      device: row.device,
      state: 'unregistered',
      station: null,
      st: row.st,
      tolerance: null,
      ...keptFrames(row),
      remote: row.remote,
    })),
  };
}
