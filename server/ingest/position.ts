import type { JetStreamManager, StreamInfo } from '@nats-io/jetstream';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import { GENERATION_STEP } from '../../streams/contracts/reading.ts';
import { type Store, dateTime64 } from '../platform/store/mod.ts';
import { streamIdentity } from '../platform/streams.ts';

/** Where ingest stands in stream FRAMES. */
export interface Position {
  /** Which creation of the stream, from 1. */
  readonly generation: number;
  /** What tells one creation from the next, see `streamIdentity`. */
  readonly created: string;
  /** Last stream sequence whose rows are in the store; 0 for none. */
  readonly sequence: number;
}

/** One ingest takes all partitions; the table keeps a row per set of them. */
const PARTITIONS = '*';

export const ordinalOf = (generation: number, sequence: number): number => generation * GENERATION_STEP + sequence;
export const generationOf = (ordinal: number): number => Math.floor(ordinal / GENERATION_STEP);
export const sequenceOf = (ordinal: number): number => ordinal % GENERATION_STEP;

export const streamInfo = (manager: JetStreamManager): Promise<StreamInfo> => manager.streams.info('FRAMES');

/** The generation of a creation of the stream: known ones by name, a new one is written down before anything is read from it. */
async function generationFor(store: Store, created: string, now: number): Promise<number> {
  const known = await store.rows<{ generation: number; created: string }>(
    'write',
    'SELECT generation, created FROM generations FINAL ORDER BY generation',
  );
  const found = known.find((row) => row.created === created);
  if (found) return found.generation;
  const generation = (known.at(-1)?.generation ?? 0) + 1;
  await store.insert('generations', ['generation', 'created', 'noted'], [[generation, created, dateTime64(now)]]);
  return generation;
}

/**
 * Where to go on in the stream as it is now.
 * @throws GL_POSITION_BEYOND_STREAM where rows are in the store of frames that this creation of the stream has not: the
 * stream was put back from an older copy, and what comes next would take ordinals that are used already.
 */
export async function openPosition(store: Store, manager: JetStreamManager, now: number): Promise<Position> {
  const info = await streamInfo(manager);
  const created = streamIdentity(info);
  const generation = await generationFor(store, created, now);
  const [row] = await store.rows<{ sequence: string }>(
    'write',
    'SELECT toString(max(sequence)) AS sequence FROM ingest_position WHERE partitions = {partitions:String} AND generation = {generation:UInt32}',
    { partitions: PARTITIONS, generation },
  );
  const sequence = Number(row?.sequence ?? 0);
  if (sequence > info.state.last_seq) {
    throw new GuanlanError(
      'GL_POSITION_BEYOND_STREAM',
      `store at ${sequence}, stream FRAMES (created ${created}) ends at ${info.state.last_seq}`,
    );
  }
  return Object.freeze({ generation, created, sequence });
}

/** Only after the rows of every frame up to `sequence` are in. */
export const writePosition = (store: Store, generation: number, sequence: number, now: number): Promise<void> =>
  store.insert(
    'ingest_position',
    ['partitions', 'generation', 'sequence', 'written'],
    [[PARTITIONS, generation, sequence, dateTime64(now)]],
  );
