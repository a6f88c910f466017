import type { Store } from '../platform/store/mod.ts';

const PARTITIONS = '*';

interface Stop {
  readonly generation: number;
  readonly sequence: number;
  readonly boot: string;
}

/**
 * Whether ingest ended in order at this position, on this boot of the machine: then what it wrote is at least in the kernel's
 * hands, and the kernel has lived since. After a kill nobody knows what was under way; after another boot (`boot` differs, or
 * is '' for not known) nobody knows whether the machine lost power with pages unwritten, also not after an orderly end of ours.
 */
export async function endedInOrder(store: Store, { generation, sequence, boot }: Stop): Promise<boolean> {
  if (boot === '') return false;
  const [row] = await store.rows<{ generation: number; sequence: string; boot: string }>(
    'write',
    'SELECT generation, toString(sequence) AS sequence, boot FROM clean_stops FINAL WHERE partitions = {partitions:String}',
    { partitions: PARTITIONS },
  );
  return row !== undefined && row.generation === generation && Number(row.sequence) === sequence && row.boot === boot;
}

/** Only after the last batch was written. `now`: ms UTC. */
export const writeCleanStop = (store: Store, { generation, sequence, boot }: Stop, now: number): Promise<void> =>
  store.insert(
    'clean_stops',
    ['partitions', 'generation', 'sequence', 'boot', 'version'],
    [[PARTITIONS, generation, sequence, boot, now]],
  );
