import { dateTime64, type Store } from '../platform/store/mod.ts';
import type { Generation } from './numbering.ts';
import { ALL_PARTITIONS } from './partitions.ts';

/**
 * Written down before anything is read of it. The number is above every one that rows may carry, also where
 * `generations` itself has lost some.
 */
export async function beginGeneration(
  store: Store,
  known: readonly Generation[],
  row: Omit<Generation, 'generation'>,
  now: number,
): Promise<Generation> {
  const [used] = await store.rows<{ n: number }>(
    'write',
    'SELECT max(generation) AS n FROM ingest_position WHERE partitions = {partitions:String}',
    { partitions: ALL_PARTITIONS },
  );
  const generation = Math.max(used?.n ?? 0, known.at(-1)?.generation ?? 0) + 1;
  await store.insert(
    'generations',
    ['generation', 'created', 'noted', 'first_sequence', 'reason'],
    [[generation, row.created, dateTime64(now), row.first, row.reason]],
  );
  return { generation, ...row };
}
