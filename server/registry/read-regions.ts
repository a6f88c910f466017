import { REGION_LEVELS } from '../../streams/contracts/codes.ts';
import type { Position, RegionLevel } from '../../streams/contracts/pack.ts';
import type { Store } from '../platform/store/mod.ts';
import type { RegistryRegion } from './station.ts';

const levelOf = new Map(Object.entries(REGION_LEVELS).map(([level, id]) => [id, level as RegionLevel]));
const REGIONS = `SELECT region, level, parent, code, name_zh, name_en, responsible_zh, responsible_en,
    longitude, latitude, ring
  FROM regions FINAL WHERE retired = 0 ORDER BY region`;

interface RegionRow {
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
}

/** Regions in force, by id. */
export async function readRegions(store: Store): Promise<Map<number, RegistryRegion>> {
  const rows = await store.rows<RegionRow>('history', REGIONS);
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
