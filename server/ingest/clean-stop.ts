import type { IngestContext } from './ingest-context.ts';
import { ALL_PARTITIONS } from './partitions.ts';
import type { Store } from '../platform/store/mod.ts';

interface Stop {
  readonly generation: number;
  readonly sequence: number;
  readonly boot: string;
}

/**
 * Whether ingest ended in order at this position, on this boot of the machine: then what it wrote is at least in the
 * kernel's hands, and the kernel has lived since. After a kill nobody knows what was being written; after another boot
 * (`boot` differs, or is '' for not known) nobody knows whether the machine lost power with pages unwritten, also not
 * after an orderly end of ours.
 */
export async function endedInOrder(store: Store, { generation, sequence, boot }: Stop): Promise<boolean> {
  if (boot === '') return false;
  const [row] = await store.rows<{ generation: number; sequence: string; boot: string }>(
    'write',
    `SELECT generation, toString(sequence) AS sequence, boot FROM clean_stops FINAL
     WHERE partitions = {partitions:String}`,
    { partitions: ALL_PARTITIONS },
  );
  return row !== undefined && row.generation === generation && Number(row.sequence) === sequence && row.boot === boot;
}

/**
 * Only after the last batch was written. Nothing is recorded where nothing was written or the boot is not known; what
 * the store says against it is logged.
 */
export async function recordCleanStop(
  { store, clock, log }: Pick<IngestContext, 'store' | 'clock' | 'log'>,
  { generation, sequence }: Pick<Stop, 'generation' | 'sequence'>,
  boot: string,
): Promise<void> {
  if (generation === 0 || boot === '') return;
  try {
    await store.insert(
      'clean_stops',
      ['partitions', 'generation', 'sequence', 'boot', 'version'],
      [[ALL_PARTITIONS, generation, sequence, boot, clock.now()]],
    );
  } catch (error) {
    log.warn({ err: error }, 'the clean stop could not be recorded; the next start reads five minutes again');
  }
}
