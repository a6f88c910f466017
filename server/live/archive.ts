import { setImmediate } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Clock } from '../../streams/contracts/clock.ts';
import { TOPIC_NAMES, TOPICS, TOPICS_SCHEMA, type TopicName } from '../../streams/live/mod.ts';
import type { PartState } from '../platform/running.ts';
import type { Store } from '../platform/store/mod.ts';
import type { RunningHub } from './hub.ts';

/** Not kept: single readings, which are in the store, and the beat of seconds, which says that the present is alive. */
const LEFT_OUT: readonly TopicName[] = ['latest', 'pulse'];
export const ARCHIVED_TOPICS: readonly TopicName[] = Object.freeze(
  TOPIC_NAMES.filter((name) => !LEFT_OUT.includes(name)),
);
const COLUMNS = ['at', 'topic', 'hub', 'chunk', 'chunks', 'state_time', 'schema', 'message'];
/** How often it looks whether a moment has come, ms. */
const LOOK_EVERY = 500;

export interface LiveArchive {
  parts(): readonly PartState[];
  close(): Promise<void>;
}

export interface ArchiveOptions {
  readonly hub: Pick<RunningHub, 'id' | 'snapshot'>;
  readonly store: Pick<Store, 'insert'>;
  readonly clock: Clock;
  readonly log: Logger;
  /** Seconds from one kept moment to the next. */
  readonly every: number;
}

/**
 * Keeps what the hub's screens hold at every multiple of the step. A moment that the store does not take is not kept: it is a picture,
 * not data, and nobody waits for it.
 */
export function keepArchive({ hub, store, clock, log, every }: ArchiveOptions): LiveArchive {
  const step = every * 1000;
  const momentNow = (): number => Math.floor(clock.now() / step) * step;
  let kept = momentNow();
  let failed = 0;
  let writing: Promise<void> | null = null;

  async function keep(at: number): Promise<void> {
    const rows: unknown[][] = [];
    for (const name of ARCHIVED_TOPICS) {
      const state = hub.snapshot(name);
      state?.messages.forEach((bytes, chunk) => {
        rows.push([
          at / 1000,
          TOPICS[name].id,
          hub.id,
          chunk,
          state.messages.length,
          state.time,
          TOPICS_SCHEMA,
          Buffer.from(bytes).toString('base64'),
        ]);
      });
      // Devices are answered in between: encoding a large topic takes some milliseconds.
      await setImmediate();
    }
    if (rows.length > 0) await store.insert('live_archive', COLUMNS, rows);
  }

  const timer = setInterval(() => {
    const at = momentNow();
    // A clock that was set back meets moments again; they are written over.
    if (at === kept || writing !== null) return;
    kept = at;
    writing = keep(at)
      .then(
        () => {
          failed = 0;
        },
        (error: unknown) => {
          failed += 1;
          if (failed === 1)
            log.warn(
              { err: error, at: new Date(at).toISOString() },
              'a moment was not kept for replay; the next one is tried in its turn',
            );
        },
      )
      .finally(() => {
        writing = null;
      });
  }, LOOK_EVERY);

  return {
    parts: () => [
      {
        part: 'archive',
        state: failed > 0 ? 'degraded' : 'ready',
        ...(failed > 0 ? { detail: `${failed} moments were not kept` } : {}),
        figures: { kept: Math.floor(kept / 1000) },
      },
    ],
    async close() {
      clearInterval(timer);
      await writing;
    },
  };
}
