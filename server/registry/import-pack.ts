import { createHash } from 'node:crypto';
import type { CityPack } from '../../streams/contracts/pack.ts';
import { metricPlane } from '../../streams/contracts/projection.ts';
import type { Store } from '../platform/store/mod.ts';
import { LIMIT_COLUMNS, limitRows } from './limit-rows.ts';
import { limitSourceRows, SOURCE_COLUMNS } from './limit-source-rows.ts';
import { moveRegistered } from './move-registered.ts';
import { GAS_COLUMNS, gasRows, outletStandardRows, STANDARD_COLUMNS } from './outlet-rows.ts';
import { readVersion } from './read-version.ts';
import { REGION_COLUMNS, regionRow } from './region-row.ts';
import { retireBefore } from './retire-before.ts';
import { DEVICE_COLUMNS, deviceRow, STATION_COLUMNS, stationRow } from './station-row.ts';
import { deviceKey } from './station.ts';

const DESCRIPTION = 'SELECT hash, toString(version) AS version FROM city_description FINAL WHERE id = 1';
const PACK_DEVICES = `SELECT device FROM stations FINAL
  WHERE retired = 0 AND JSONExtractString(extra, 'origin') = 'pack'`;

/** SHA-256 over the pack's JSON. A generated pack is deterministic, a directory is read in a fixed order. */
const packHash = (pack: CityPack): string =>
  createHash('sha256')
    .update(JSON.stringify([pack.city, pack.regions, pack.stations, pack.waters, pack.relief]))
    .digest('hex');

/**
 * Writes a city pack into the registry. The same pack (by content) changes nothing. What an earlier pack had and this
 * one has not is retired, never deleted; what a person registered stays, moved to the new metric plane.
 * @param now milliseconds UTC; becomes the version of every row written
 * @param damaged rows of the registry were lost: the same pack is written again, but what is there of devices stays (a
 * person may have changed it)
 * @returns whether anything was written
 */
export async function importPack(
  store: Store,
  pack: CityPack,
  now: number,
  damaged = false,
): Promise<{ changed: boolean; version: number }> {
  const hash = packHash(pack);
  const [present] = await store.rows<{ hash: string; version: string }>('history', DESCRIPTION);
  if (present?.hash === hash && !damaged) return { changed: false, version: Number(present.version) };

  const version = Math.max(now, (await readVersion(store)) + 1);
  const plane = metricPlane(pack.city.centralMeridian);
  const before = await store.rows<{ device: string }>('history', PACK_DEVICES);
  const devices = new Set(pack.stations.map((station) => deviceKey(station.device)));
  const gone = before.map((row) => row.device).filter((device) => !devices.has(device));
  const kept = damaged ? await devicesInForce(store) : new Set<string>();
  const { ids, rows: sources } = await limitSourceRows(
    store,
    pack.stations.flatMap((station) => station.limits ?? []),
    version,
  );

  const write = async (table: string, columns: readonly string[], rows: unknown[][]): Promise<void> => {
    if (rows.length > 0) await store.insert(table, columns, rows);
  };
  await write('limit_sources', SOURCE_COLUMNS, sources);
  await write(
    'regions',
    REGION_COLUMNS,
    pack.regions.map((region) => regionRow(region, version)),
  );
  await write(
    'stations',
    STATION_COLUMNS,
    pack.stations.map((station) => stationRow(station, 'pack', plane, version)),
  );
  await write(
    'devices',
    DEVICE_COLUMNS,
    pack.stations.filter(({ device }) => !kept.has(deviceKey(device))).map((station) => deviceRow(station, 0, version)),
  );
  await write('station_limits', LIMIT_COLUMNS, limitRows(pack.stations, ids, version));

  await write('stack_gas', GAS_COLUMNS, gasRows(pack.stations, version));
  await write('outlet_standards', STANDARD_COLUMNS, outletStandardRows(pack.stations, version));

  await retireBefore(store, version, gone);
  await moveRegistered(store, pack, version);

  await store.insert(
    'city_description',
    ['id', 'city', 'waters', 'relief', 'hash', 'version'],
    [[1, JSON.stringify(pack.city), JSON.stringify(pack.waters), JSON.stringify(pack.relief), hash, version]],
  );
  return { changed: true, version };
}

const devicesInForce = async (store: Store): Promise<ReadonlySet<string>> => {
  const rows = await store.rows<{ device: string }>('history', 'SELECT device FROM devices FINAL WHERE retired = 0');
  return new Set(rows.map(({ device }) => device));
};
