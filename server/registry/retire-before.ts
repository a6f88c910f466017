import type { Store } from '../platform/store/mod.ts';

const OF_PACK = `JSONExtractString(extra, 'origin') = 'pack'`;

/**
 * Retires what an earlier pack wrote and the present one, of `version`, has not written again.
 * @param gone devices of the earlier pack that the present one lacks
 */
export async function retireBefore(store: Store, version: number, gone: readonly string[]): Promise<void> {
  // The inner question keeps the names apart: beside REPLACE, `retired` in WHERE would mean the 1 that is written.
  const retire = (table: string, where: string): Promise<void> =>
    store.command(
      'write',
      `INSERT INTO ${table} SELECT * REPLACE(1 AS retired, {version:UInt64} AS version)
     FROM (SELECT * FROM ${table} FINAL WHERE retired = 0 AND version < {version:UInt64} AND ${where})`,
      { version, gone },
    );
  await retire('regions', '1');
  await retire('stack_gas', '1');
  await retire('outlet_standards', '1');
  await retire('station_limits', `station IN (SELECT station FROM stations WHERE ${OF_PACK})`);
  await retire('stations', OF_PACK);
  if (gone.length > 0) await retire('devices', 'device IN {gone:Array(String)}');
}
