import type { Store } from '../platform/store/mod.ts';

const VERSION = `SELECT toString(max(v)) AS version FROM (
  SELECT max(version) AS v FROM stations UNION ALL SELECT max(version) FROM devices
  UNION ALL SELECT max(version) FROM regions UNION ALL SELECT max(version) FROM station_limits
  UNION ALL SELECT max(version) FROM limit_sources UNION ALL SELECT max(version) FROM city_description)`;

/** The newest version in any table of the registry: what a reload is decided on. */
export async function readVersion(store: Store): Promise<number> {
  const [row] = await store.rows<{ version: string }>('history', VERSION);
  return Number(row?.version ?? 0);
}
