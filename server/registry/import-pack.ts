import { createHash } from 'node:crypto';
import type { CityPack, Region, Station, StationLimit } from '../../streams/contracts/pack.ts';
import { metricPlane } from '../../streams/contracts/projection.ts';
import { MICRO, STATISTICS } from '../../streams/contracts/reading.ts';
import { OUTLET_STANDARDS } from '../standards/mod.ts';
import type { Store } from '../platform/store/mod.ts';
import { factorOfSystem } from './factor-of-system.ts';
import { readLimitSources, readVersion } from './read-snapshot.ts';
import { REGION_LEVELS } from '../../streams/contracts/codes.ts';
import { deviceKey } from './station.ts';
import { DEVICE_COLUMNS, deviceRow, STATION_COLUMNS, stationRow } from './station-row.ts';

const REGION_COLUMNS = [
  'region',
  'level',
  'parent',
  'code',
  'name_zh',
  'name_en',
  'responsible_zh',
  'responsible_en',
  'longitude',
  'latitude',
  'ring',
  'retired',
  'version',
];
const LIMIT_COLUMNS = [
  'station',
  'factor',
  'statistic',
  'value',
  'cold',
  'standing',
  'source',
  'effective_from',
  'retired',
  'version',
];
const SOURCE_COLUMNS = ['source', 'name_zh', 'name_en', 'clause', 'version'];

/** Sources below are left to the national limits of `server/standards`. */
const FIRST_STATION_SOURCE = 1000;
/** A pack does not date its limits: they hold since before any reading (2000-01-01T00:00:00Z, seconds). */
const SINCE_EVER = 946_684_800;

/** SHA-256 over the pack's JSON. A generated pack is deterministic, a directory is read in a fixed order. */
const packHash = (pack: CityPack): string =>
  createHash('sha256')
    .update(JSON.stringify([pack.city, pack.regions, pack.stations, pack.waters, pack.relief]))
    .digest('hex');

const regionRow = (region: Region, version: number): unknown[] => [
  region.id,
  REGION_LEVELS[region.level],
  region.parent ?? 0,
  region.code,
  region.names.zh,
  region.names.en,
  region.responsible.zh,
  region.responsible.en,
  region.centre[0],
  region.centre[1],
  JSON.stringify(region.ring),
  0,
  version,
];

/** Ids of the limits' sources: a rule seen before keeps its id for ever, because screens and kept rankings name it. */
async function sourceIds(
  store: Store,
  limits: readonly StationLimit[],
  version: number,
): Promise<{ ids: Map<string, number>; rows: unknown[][] }> {
  const key = (zh: string, clause: string): string => `${zh}\n${clause}`;
  const ids = new Map<string, number>();
  let next = FIRST_STATION_SOURCE;
  for (const source of (await readLimitSources(store)).values()) {
    ids.set(key(source.names.zh, source.clause), source.id);
    next = Math.max(next, source.id + 1);
  }
  const rows: unknown[][] = [];
  for (const limit of limits) {
    const name = key(limit.source.zh, limit.clause);
    if (ids.has(name)) continue;
    ids.set(name, next);
    rows.push([next, limit.source.zh, limit.source.en, limit.clause, version]);
    next += 1;
  }
  return { ids, rows };
}

function limitRows(stations: readonly Station[], ids: ReadonlyMap<string, number>, version: number): unknown[][] {
  const rows: unknown[][] = [];
  for (const station of stations) {
    for (const limit of station.limits ?? []) {
      const factor = factorOfSystem(station.st, limit.factor);
      if (!factor) continue;
      rows.push([
        station.id,
        factor.id,
        STATISTICS[limit.statistic],
        limit.value,
        limit.cold ?? null,
        (limit.standing ?? (station.kind === 'enterprise' ? 'permit' : 'local')) === 'permit' ? 1 : 2,
        ids.get(`${limit.source.zh}\n${limit.clause}`),
        SINCE_EVER,
        0,
        version,
      ]);
    }
  }
  return rows;
}

const GAS_COLUMNS = ['station', 'reference_oxygen', 'as_measured', 'retired', 'version'];
const STANDARD_COLUMNS = [
  'station',
  'factor',
  'statistic',
  'value',
  'cold',
  'source',
  'effective_from',
  'retired',
  'version',
];

const gasRows = (stations: readonly Station[], version: number): unknown[][] =>
  stations.flatMap(({ id, gas }) =>
    gas === undefined
      ? []
      : [[id, Math.round(gas.referenceOxygen * MICRO), gas.state === 'as measured' ? 1 : 0, 0, version]],
  );

/** An hour over a limit of daily means is a forewarning: the number serves both. */
const standardRows = (stations: readonly Station[], version: number): unknown[][] =>
  stations.flatMap(({ id, standards = [] }) =>
    OUTLET_STANDARDS.filter(({ name }) => standards.includes(name)).flatMap(({ source, effectiveFrom, limits }) =>
      limits.flatMap(({ factor, averaging, value, cold }) =>
        (averaging === 'day' ? [STATISTICS.day, STATISTICS.hour] : [STATISTICS.hour]).map((statistic) => [
          id,
          factor,
          statistic,
          value,
          cold ?? 0,
          source,
          effectiveFrom / 1000,
          0,
          version,
        ]),
      ),
    ),
  );

/**
 * Writes a city pack into the registry. The same pack (by content) changes nothing. What an earlier pack had and this one
 * has not is retired, never deleted; what a person registered stays, moved to the new metric plane.
 * @param now milliseconds UTC; becomes the version of every row written
 * @param damaged rows of the registry were lost: the same pack is written again, but what is there of devices stays (a person may have changed it)
 * @returns whether anything was written
 */
export async function importPack(
  store: Store,
  pack: CityPack,
  now: number,
  damaged = false,
): Promise<{ changed: boolean; version: number }> {
  const hash = packHash(pack);
  const [present] = await store.rows<{ hash: string; version: string }>(
    'history',
    'SELECT hash, toString(version) AS version FROM city_description FINAL WHERE id = 1',
  );
  if (present?.hash === hash && !damaged) return { changed: false, version: Number(present.version) };

  const version = Math.max(now, (await readVersion(store)) + 1);
  const plane = metricPlane(pack.city.centralMeridian);
  const before = await store.rows<{ device: string }>(
    'history',
    `SELECT device FROM stations FINAL WHERE retired = 0 AND JSONExtractString(extra, 'origin') = 'pack'`,
  );
  const devices = new Set(pack.stations.map((station) => deviceKey(station.device)));
  const gone = before.map((row) => row.device).filter((device) => !devices.has(device));
  const kept = new Set(
    damaged
      ? (await store.rows<{ device: string }>('history', 'SELECT device FROM devices FINAL WHERE retired = 0')).map(
          (row) => row.device,
        )
      : [],
  );
  const { ids, rows: sources } = await sourceIds(
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
  await write('outlet_standards', STANDARD_COLUMNS, standardRows(pack.stations, version));

  // The inner question keeps the names apart: beside REPLACE, `retired` in WHERE would mean the 1 that is written.
  const retire = (table: string, where: string, parameters = {}): Promise<void> =>
    store.command(
      'write',
      `INSERT INTO ${table} SELECT * REPLACE(1 AS retired, {version:UInt64} AS version)
     FROM (SELECT * FROM ${table} FINAL WHERE retired = 0 AND version < {version:UInt64} AND ${where})`,
      { version, ...parameters },
    );
  await retire('regions', '1');
  await retire('stack_gas', '1');
  await retire('outlet_standards', '1');
  await retire(
    'station_limits',
    `station IN (SELECT station FROM stations WHERE JSONExtractString(extra, 'origin') = 'pack')`,
  );
  await retire('stations', `JSONExtractString(extra, 'origin') = 'pack'`);
  if (gone.length > 0) await retire('devices', 'device IN {gone:Array(String)}', { gone });
  await moveRegistered(store, pack, version);

  await store.insert(
    'city_description',
    ['id', 'city', 'waters', 'relief', 'hash', 'version'],
    [[1, JSON.stringify(pack.city), JSON.stringify(pack.waters), JSON.stringify(pack.relief), hash, version]],
  );
  return { changed: true, version };
}

/** Stations that a person registered keep their degrees; their metres follow the pack's central meridian. */
async function moveRegistered(store: Store, pack: CityPack, version: number): Promise<void> {
  const plane = metricPlane(pack.city.centralMeridian);
  const rows = await store.rows<{ station: number; longitude: number; latitude: number }>(
    'history',
    `SELECT station, longitude, latitude FROM stations FINAL WHERE retired = 0 AND JSONExtractString(extra, 'origin') = 'registered'`,
  );
  for (const { station, longitude, latitude } of rows) {
    const [x, y] = plane.toMetres([longitude, latitude]);
    await store.command(
      'write',
      'INSERT INTO stations SELECT * REPLACE({x:Float64} AS x, {y:Float64} AS y, {version:UInt64} AS version) FROM stations FINAL WHERE station = {station:UInt32}',
      { x, y, version, station },
    );
  }
}
