import { reopenAfterJump, type ClockReturnOptions } from './clock-return.ts';
import { Stopped } from '../platform/retry.ts';
import type { IngestExtra } from './running-ingest.ts';

export interface FollowedClockJumps {
  /** No further jump is followed. */
  stop(): void;
  /** Resolves when the jumps so far have been dealt with. */
  ended(): Promise<unknown>;
}

/** Opens again what the clock had refused after each of its jumps. */
export function followClockJumps(
  onClockJump: IngestExtra['onClockJump'],
  options: ClockReturnOptions,
): FollowedClockJumps {
  // One jump after the other: the second may have refused what the first has just opened.
  let reopening: Promise<unknown> = Promise.resolve();
  const stop = onClockJump?.((jumpMs) => {
    reopening = reopening
      .then(() => reopenAfterJump(jumpMs, options))
      .catch((error: unknown) => {
        if (!(error instanceof Stopped))
          options.log.error({ err: error, jumpMs }, 'frames refused by the wrong clock could not be opened again');
      });
  });
  return { stop: () => stop?.(), ended: () => reopening };
}
