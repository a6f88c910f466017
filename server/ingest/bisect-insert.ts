import { pause } from '../platform/pause.ts';
import { Stopped, untilDone, type RetryOptions } from '../platform/retry.ts';
import { refusalOf } from './store-refusal.ts';

/** Attempts on a batch that the store refuses for a reason not known here, before it is divided. */
const UNKNOWN_ATTEMPTS = 3;
/**
 * The same for a row that is a batch of its own, where no other row can show that the store takes any: about a minute.
 */
const LONE_ATTEMPTS = 20;
/** So many rows refused for an unknown reason, and none taken: the dividing is given up. */
const MOST_IN_DOUBT = 32;

export interface RefusedIndex {
  /** Index in what was to be inserted. */
  readonly at: number;
  readonly error: unknown;
}

export interface BisectOptions extends Omit<RetryOptions, 'isFinal'> {
  readonly count: number;
  /** Inserts rows `from` to `to` (not included), all or nothing. */
  readonly insert: (from: number, to: number) => Promise<void>;
}

class InDoubt extends Error {}

/**
 * Inserts rows; a batch that the store refuses as bad data is halved until the bad rows stand alone: one of them must
 * not stop the city. What passes is tried again for ever. A reason not known here counts as a row's only where other
 * rows of the batch are taken: a kind of trouble that nobody has met yet must not turn a city's data into rejects.
 * @returns the rows that the store will never take. Rejects only with `Stopped`.
 */
export async function bisectInsert({ count, insert, ...retry }: BisectOptions): Promise<readonly RefusedIndex[]> {
  const { longest, signal, failed } = retry;
  let refused: RefusedIndex[] = [];
  let taken = 0;
  let inDoubt = 0;

  const divide = async (from: number, to: number, attempts: number): Promise<void> => {
    let unknown = 0;
    try {
      await untilDone(() => insert(from, to), {
        ...retry,
        isFinal: (error) => {
          const kind = refusalOf(error);
          if (kind === 'unknown') unknown += 1;
          return kind === 'row' || unknown >= attempts;
        },
      });
      taken += to - from;
    } catch (error) {
      if (error instanceof Stopped || refusalOf(error) === 'passing') throw error;
      if (to - from > 1) {
        const middle = Math.floor((from + to) / 2);
        await divide(from, middle, 1);
        await divide(middle, to, 1);
        return;
      }
      refused.push({ at: from, error });
      if (refusalOf(error) === 'unknown') inDoubt += 1;
      if (inDoubt >= MOST_IN_DOUBT && taken === 0) throw new InDoubt('no row is taken', { cause: error });
    }
  };

  for (let round = 1; ; round += 1) {
    try {
      await divide(0, count, count === 1 ? LONE_ATTEMPTS : UNKNOWN_ATTEMPTS);
      if (inDoubt === 0 || count === 1) return refused;
      if (taken > 0) {
        // The trouble may have passed while the batch was being divided: those refused before are asked once more.
        const doubtful = refused.filter(({ error }) => refusalOf(error) === 'unknown');
        refused = refused.filter(({ error }) => refusalOf(error) !== 'unknown');
        for (const { at } of doubtful) await divide(at, at + 1, 1);
        return refused;
      }
    } catch (error) {
      if (!(error instanceof InDoubt)) throw error;
    }
    failed(refused.at(-1)?.error, round);
    refused = [];
    inDoubt = 0;
    await pause(longest, signal);
  }
}
