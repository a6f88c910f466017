import type { Store } from '../platform/store/mod.ts';

const PARTITIONS = `SELECT DISTINCT partition, partition_id AS id FROM system.parts
  WHERE database = currentDatabase() AND table = {table:String} AND active`;

/** Drops the partitions of a table that `keep` refuses, by their text as the engine writes it. Lane window. */
export async function dropPartitions(
  store: Store,
  table: 'base' | 'base_hours' | 'buckets' | 'minutes',
  keep: (partition: string) => boolean,
): Promise<void> {
  const rows = await store.rows<{ partition: string; id: string }>('window', PARTITIONS, { table });
  for (const { partition, id } of rows)
    if (!keep(partition)) await store.command('window', `ALTER TABLE ${table} DROP PARTITION ID '${id}'`);
}
