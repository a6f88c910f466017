import { ClickHouseError } from '@clickhouse/client';
import type { Store } from './store.ts';

/**
 * A part of a table that the engine could not read and put aside; it stays in `detached` below the table, whatever we
 * do.
 */
export interface BrokenPart {
  readonly table: string;
  readonly part: string;
  readonly partition: string;
  readonly bytes: number;
}

/** What the engine has put aside as broken, with the good parts that were covered by such a one. */
export async function brokenParts(store: Store): Promise<BrokenPart[]> {
  const rows = await store.rows<{ table: string; part: string; partition: string | null; bytes: string }>(
    'history',
    `SELECT table, name AS part, partition_id AS partition, toString(bytes_on_disk) AS bytes FROM system.detached_parts
     WHERE database = currentDatabase() AND reason LIKE '%broken%' ORDER BY table, name`,
  );
  return rows.map((row) => ({ ...row, partition: row.partition ?? '', bytes: Number(row.bytes) }));
}

/** Tables that answer no question at all, with what the engine says. Throws GL_STORE_UNAVAILABLE. */
export async function unreadableTables(store: Store): Promise<{ readonly table: string; readonly error: string }[]> {
  const tables = await store.rows<{ name: string }>(
    'history',
    `SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree' ORDER BY name`,
  );
  const found: { table: string; error: string }[] = [];
  for (const { name } of tables) {
    try {
      await store.rows('history', `SELECT 1 FROM ${name} LIMIT 1`);
    } catch (error) {
      if (!(error instanceof ClickHouseError)) throw error;
      found.push({ table: name, error: `${error.code} ${error.message}`.slice(0, 300) });
    }
  }
  return found;
}
