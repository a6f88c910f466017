import { setImmediate } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Clock } from '../../streams/contracts/clock.ts';
import { TOPIC_NAMES, TOPICS, TOPICS_SCHEMA, type TopicName } from '../../streams/live/mod.ts';
import type { PartState } from '../platform/running.ts';
import type { Store } from '../platform/store/mod.ts';
import type { RunningHub } from './hub.ts';

/** Not kept: single readings, which are in the store, and the ingest rate of each second. */
const LEFT_OUT: readonly TopicName[] = ['latest', 'pulse'];
export const ARCHIVED_TOPICS: readonly TopicName[] = Object.freeze(
  TOPIC_NAMES.filter((name) => !LEFT_OUT.includes(name)),
);
const COLUMNS = ['at', 'topic', 'hub', 'chunk', 'chunks', 'state_time', 'schema', 'message'];
/** How often it checks whether a snapshot is due, ms. */
const CHECK_EVERY_MS = 500;

export interface LiveArchive {
  parts(): readonly PartState[];
  close(): Promise<void>;
}

export interface ArchiveOptions {
  readonly hub: Pick<RunningHub, 'id' | 'snapshot'>;
  readonly store: Pick<Store, 'insert'>;
  readonly clock: Clock;
  readonly log: Logger;
  /** Seconds from one snapshot to the next. */
  readonly every: number;
}

/**
 * Keeps a snapshot of what the hub's screens hold at every multiple of the step. One that the store does not take is
 * lost: it is for replay only, and nothing waits for it.
 */
export function keepArchive({ hub, store, clock, log, every }: ArchiveOptions): LiveArchive {
  const step = every * 1000;
  const snapshotTime = (): number => Math.floor(clock.now() / step) * step;
  let kept = snapshotTime();
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
      // Gateway and API are served in between: encoding a large topic takes some milliseconds.
      await setImmediate();
    }
    if (rows.length > 0) await store.insert('live_archive', COLUMNS, rows);
  }

  const timer = setInterval(() => {
    const at = snapshotTime();
    // After a clock was set back instants come again; their snapshots are written over.
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
              'writing a live snapshot for replay failed; the next one is written when due',
            );
        },
      )
      .finally(() => {
        writing = null;
      });
  }, CHECK_EVERY_MS);

  return {
    parts: () => [
      {
        part: 'archive',
        state: failed > 0 ? 'degraded' : 'ready',
        ...(failed > 0 ? { detail: `${failed} snapshots were not written` } : {}),
        figures: { kept: Math.floor(kept / 1000) },
      },
    ],
    async close() {
      clearInterval(timer);
      await writing;
    },
  };
}
