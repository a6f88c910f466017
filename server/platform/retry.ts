import { pause } from './pause.ts';

/** A part was told to stop while it waited for the store or the broker. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

export interface RetryOptions {
  /** Longest pause, ms; the first is a sixteenth of it, each next one twice as long. */
  readonly longest: number;
  readonly signal: AbortSignal;
  /** Told of each failed attempt, counted from 1. */
  readonly failed: (error: unknown, attempt: number) => void;
  /** Errors that trying again cannot mend are thrown on at once. */
  readonly isFinal?: (error: unknown) => boolean;
}

/** Tries until it succeeds or is stopped: the store and the broker come back, and until then nothing may be lost. */
export async function untilDone<T>(
  work: () => Promise<T>,
  { longest, signal, failed, isFinal }: RetryOptions,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    if (signal.aborted) throw new Stopped();
    try {
      return await work();
    } catch (error) {
      if (isFinal?.(error)) throw error;
      failed(error, attempt);
      await pause(Math.min(longest, (longest / 16) * 2 ** Math.min(attempt - 1, 10)), signal);
    }
  }
}
