import { REGION_LEVELS } from '../../streams/contracts/codes.ts';
import {
  STATION_KINDS,
  type CityDescription,
  type Position,
  type RegionLevel,
  type Relief,
  type StationKind,
  type Watercourse,
} from '../../streams/contracts/pack.ts';
import { metricPlane } from '../../streams/contracts/projection.ts';
import { parseMicro, type StatisticId } from '../../streams/contracts/reading.ts';
import type { Store } from '../platform/store/mod.ts';
import {
  DEFAULT_MERIDIAN,
  type LimitSource,
  type RegistryDevice,
  type RegistryLimit,
  type RegistryRegion,
  type RegistrySnapshot,
  type RegistryStation,
} from './station.ts';
import type { StationExtra } from './station-row.ts';

const kindOf = new Map(Object.entries(STATION_KINDS).map(([kind, id]) => [id, kind as StationKind]));
const levelOf = new Map(Object.entries(REGION_LEVELS).map(([level, id]) => [id, level as RegionLevel]));

/** The newest version in any table of the registry: what a reload is decided on. */
export async function readVersion(store: Store): Promise<number> {
  const [row] = await store.rows<{ version: string }>(
    'history',
    `SELECT toString(max(v)) AS version FROM (
    SELECT max(version) AS v FROM stations UNION ALL SELECT max(version) FROM devices UNION ALL SELECT max(version) FROM regions
    UNION ALL SELECT max(version) FROM station_limits UNION ALL SELECT max(version) FROM limit_sources UNION ALL SELECT max(version) FROM city_description)`,
  );
  return Number(row?.version ?? 0);
}

interface StationRow {
  station: number;
  device: string;
  kind: number;
  name_zh: string;
  name_en: string;
  longitude: number;
  latitude: number;
  x: number;
  y: number;
  county: number;
  township: number;
  village: number;
  st: string;
  factors: number[];
  period: number;
  basis: number;
  is_public: number;
  outlet: string;
  target_class: number;
  extra: string;
}

function stationOf(row: StationRow): RegistryStation {
  const extra: StationExtra = row.extra === '' ? { origin: 'pack' } : JSON.parse(row.extra);
  return Object.freeze({
    id: row.station,
    device: row.device,
    kind: kindOf.get(row.kind) ?? 'enterprise',
    kindId: row.kind,
    names: Object.freeze({ zh: row.name_zh, en: row.name_en }),
    position: Object.freeze([row.longitude, row.latitude] as const),
    x: row.x,
    y: row.y,
    county: row.county,
    township: row.township,
    village: row.village,
    st: row.st,
    factors: Object.freeze(row.factors),
    period: row.period,
    basis: row.basis as StatisticId,
    isPublic: row.is_public === 1,
    outlet: row.outlet === 'stack' || row.outlet === 'outfall' ? row.outlet : null,
    targetClass: row.target_class,
    gas: extra.gas ?? null,
    standards: Object.freeze(extra.standards ?? []),
    industry: extra.industry ?? null,
    river: extra.river ?? null,
    enterprise: extra.enterprise ?? null,
    power: extra.power ?? null,
    origin: extra.origin,
  });
}

async function readStations(store: Store): Promise<Map<number, RegistryStation>> {
  const rows = await store.rows<StationRow>(
    'history',
    `SELECT station, device, kind, name_zh, name_en, longitude, latitude, x, y, county, township,
    village, st, factors, period, basis, is_public, outlet, target_class, extra FROM stations FINAL WHERE retired = 0 ORDER BY station`,
  );
  return new Map(rows.map((row) => [row.station, stationOf(row)]));
}

async function readDevices(
  store: Store,
  stations: ReadonlyMap<number, RegistryStation>,
): Promise<Map<string, RegistryDevice>> {
  const rows = await store.rows<{ device: string; station: number; units: Record<string, string>; tolerance: number }>(
    'history',
    'SELECT device, station, units, tolerance FROM devices FINAL WHERE retired = 0',
  );
  const devices = new Map<string, RegistryDevice>();
  for (const row of rows) {
    const station = stations.get(row.station);
    if (!station) continue;
    const { kind, st, period, basis, outlet } = station;
    devices.set(
      row.device,
      Object.freeze({
        device: row.device,
        station: row.station,
        kind,
        st,
        period,
        basis,
        outlet,
        units: Object.freeze(row.units),
        tolerance: row.tolerance,
      }),
    );
  }
  return devices;
}

async function readRegions(store: Store): Promise<Map<number, RegistryRegion>> {
  const rows = await store.rows<{
    region: number;
    level: number;
    parent: number;
    code: string;
    name_zh: string;
    name_en: string;
    responsible_zh: string;
    responsible_en: string;
    longitude: number;
    latitude: number;
    ring: string;
  }>(
    'history',
    `SELECT region, level, parent, code, name_zh, name_en, responsible_zh, responsible_en, longitude, latitude, ring
    FROM regions FINAL WHERE retired = 0 ORDER BY region`,
  );
  return new Map(
    rows.map((row) => [
      row.region,
      Object.freeze({
        id: row.region,
        level: levelOf.get(row.level) ?? 'village',
        parent: row.parent,
        code: row.code,
        names: Object.freeze({ zh: row.name_zh, en: row.name_en }),
        responsible: Object.freeze({ zh: row.responsible_zh, en: row.responsible_en }),
        centre: Object.freeze([row.longitude, row.latitude] as const),
        ring: Object.freeze(JSON.parse(row.ring) as Position[]),
      }),
    ]),
  );
}

async function readLimits(store: Store): Promise<Map<number, RegistryLimit[]>> {
  const rows = await store.rows<{
    station: number;
    factor: number;
    statistic: number;
    value: string;
    cold: string | null;
    source: number;
    seconds: number;
  }>(
    'history',
    `SELECT station, factor, statistic, toString(value) AS value, toString(cold) AS cold, source, toUnixTimestamp(effective_from) AS seconds
    FROM station_limits FINAL WHERE retired = 0 ORDER BY station, factor, statistic, effective_from`,
  );
  const limits = new Map<number, RegistryLimit[]>();
  for (const row of rows) {
    const list = limits.get(row.station) ?? [];
    list.push(
      Object.freeze({
        station: row.station,
        factor: row.factor,
        statistic: row.statistic as StatisticId,
        value: parseMicro(row.value) ?? 0,
        cold: row.cold === null ? null : parseMicro(row.cold),
        source: row.source,
        effectiveFrom: row.seconds * 1000,
      }),
    );
    limits.set(row.station, list);
  }
  return limits;
}

export async function readLimitSources(store: Store): Promise<Map<number, LimitSource>> {
  const rows = await store.rows<{ source: number; name_zh: string; name_en: string; clause: string }>(
    'history',
    'SELECT source, name_zh, name_en, clause FROM limit_sources FINAL ORDER BY source',
  );
  return new Map(
    rows.map((row) => [
      row.source,
      Object.freeze({ id: row.source, names: Object.freeze({ zh: row.name_zh, en: row.name_en }), clause: row.clause }),
    ]),
  );
}

/** The whole registry as the store holds it. About 5,000 stations and 1,200 regions at city scale: some 20 ms. */
export async function readSnapshot(store: Store): Promise<RegistrySnapshot> {
  // The version is read first: a change that lands meanwhile makes the next look reload once more, never too little.
  const version = await readVersion(store);
  const [description] = await store.rows<{ city: string; waters: string; relief: string }>(
    'history',
    'SELECT city, waters, relief FROM city_description FINAL WHERE id = 1',
  );
  const city: CityDescription | null = description ? JSON.parse(description.city) : null;
  const stations = await readStations(store);
  return Object.freeze({
    version,
    city,
    plane: metricPlane(city?.centralMeridian ?? DEFAULT_MERIDIAN),
    waters: description ? (JSON.parse(description.waters) as Watercourse[]) : [],
    relief: description ? (JSON.parse(description.relief) as Relief | null) : null,
    stations,
    devices: await readDevices(store, stations),
    regions: await readRegions(store),
    limits: await readLimits(store),
    limitSources: await readLimitSources(store),
  });
}
