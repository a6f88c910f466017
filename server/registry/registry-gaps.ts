import type { Store } from '../platform/store/mod.ts';

/**
 * Rows of the registry that other rows refer to and that are missing. Nothing is ever deleted from it: they were lost.
 */
export interface RegistryGap {
  readonly table: 'stations' | 'devices' | 'regions' | 'city_description';
  readonly missing: number;
}

const GAPS = `
  SELECT 'stations' AS table, toString(uniqExact(station)) AS missing FROM (
    SELECT station FROM devices UNION ALL SELECT station FROM station_heard)
  WHERE station NOT IN (SELECT station FROM stations)
  UNION ALL
  SELECT 'devices', toString(uniqExact(device)) FROM stations WHERE device NOT IN (SELECT device FROM devices)
  UNION ALL
  SELECT 'regions', toString(uniqExact(region)) FROM (
    SELECT parent AS region FROM regions UNION ALL SELECT county FROM stations WHERE (SELECT count() FROM regions) = 0)
    WHERE region > 0 AND region NOT IN (SELECT region FROM regions)
  UNION ALL
  SELECT 'city_description', if((SELECT count() FROM city_description) = 0
    AND countIf(JSONExtractString(extra, 'origin') = 'pack') > 0, '1', '0') FROM stations`;

/**
 * Compares the tables of the registry with each other, and with the stations that ever reported. Some 10 ms at city
 * scale.
 */
export async function registryGaps(store: Store): Promise<RegistryGap[]> {
  const rows = await store.rows<{ table: RegistryGap['table']; missing: string }>('history', GAPS);
  return rows.map(({ table, missing }) => ({ table, missing: Number(missing) })).filter(({ missing }) => missing > 0);
}
