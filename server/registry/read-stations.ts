import { STATION_KINDS, type StationKind } from '../../streams/contracts/pack.ts';
import type { StatisticId } from '../../streams/contracts/reading.ts';
import type { Store } from '../platform/store/mod.ts';
import type { StationExtra } from './station-row.ts';
import type { RegistryStation } from './station.ts';

const kindOf = new Map(Object.entries(STATION_KINDS).map(([kind, id]) => [id, kind as StationKind]));
const STATIONS = `SELECT station, device, kind, name_zh, name_en, longitude, latitude, x, y, county, township, village,
    st, factors, period, basis, is_public, outlet, target_class, extra
  FROM stations FINAL WHERE retired = 0 ORDER BY station`;

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

/** Stations in force, by id. */
export async function readStations(store: Store): Promise<Map<number, RegistryStation>> {
  const rows = await store.rows<StationRow>('history', STATIONS);
  return new Map(rows.map((row) => [row.station, stationOf(row)]));
}
