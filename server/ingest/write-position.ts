import { dateTime64, type Store } from '../platform/store/mod.ts';
import { identifiedSequence } from './frame-identity.ts';
import { ALL_PARTITIONS } from './partitions.ts';

/**
 * Only after the rows of every frame up to `sequence` are in.
 * @param message identity of the newest frame whose rows are in; '' for not known
 */
export const writePosition = (
  store: Store,
  generation: number,
  sequence: number,
  message: string,
  now: number,
): Promise<void> =>
  store.insert(
    'ingest_position',
    ['partitions', 'generation', 'sequence', 'message', 'written'],
    [[ALL_PARTITIONS, generation, sequence, message, dateTime64(now)]],
  );

/** So that a later start finds where two versions of the stream part. */
export const writeMark = (store: Store, generation: number, message: string, now: number): Promise<void> =>
  store.insert(
    'frame_marks',
    ['generation', 'sequence', 'message', 'noted'],
    [[generation, identifiedSequence(message), message, dateTime64(now)]],
  );
