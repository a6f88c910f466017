import type { Lane, Store } from '../platform/store/mod.ts';
import { generationOf, ordinalOf, sequenceOf } from './ordinals.ts';

/** A row of table `generations`. */
export interface Generation {
  readonly generation: number;
  /** Identity of the creation of the stream, see `streamIdentity`. */
  readonly created: string;
  /** First stream sequence that belongs to it. */
  readonly first: number;
  /** Why it was begun: '' for a new creation. */
  readonly reason: string;
}

/** Which ordinals the messages of one creation of FRAMES have. */
export interface Numbering {
  readonly created: string;
  /** The newest generation: what comes from now on belongs to it. */
  readonly newest: Generation;
  ordinalAt(sequence: number): number;
  /**
   * Stream sequence of an ordinal; null where the message of that ordinal is not in this stream (any more), whatever
   * stands there now.
   */
  sequenceAt(ordinal: number): number | null;
}

export async function readGenerations(store: Store, lane: Lane): Promise<Generation[]> {
  const rows = await store.rows<Omit<Generation, 'first'> & { first: string }>(
    lane,
    'SELECT generation, created, toString(first_sequence) AS first, reason FROM generations FINAL ORDER BY generation',
  );
  return rows.map((row) => ({ ...row, first: Number(row.first) }));
}

/** @returns null where no generation of this creation is known yet */
export function numberingOf(created: string, generations: readonly Generation[]): Numbering | null {
  const newestFirst = generations.filter((row) => row.created === created).sort((a, b) => b.generation - a.generation);
  const [newest] = newestFirst;
  const oldest = newestFirst.at(-1);
  if (!newest || !oldest) return null;
  // A later generation took over from its first sequence on, whatever earlier ones had there.
  const ordinalAt = (sequence: number): number =>
    ordinalOf((newestFirst.find(({ first }) => first <= sequence) ?? oldest).generation, sequence);
  return Object.freeze({
    created,
    newest,
    ordinalAt,
    sequenceAt: (ordinal: number) =>
      newestFirst.some(({ generation }) => generation === generationOf(ordinal)) &&
      ordinalAt(sequenceOf(ordinal)) === ordinal
        ? sequenceOf(ordinal)
        : null,
  });
}
