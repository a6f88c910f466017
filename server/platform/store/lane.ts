import type { Lane } from './store.ts';

export const LANES: readonly Lane[] = Object.freeze(['write', 'window', 'evaluate', 'grid', 'history']);

/** What one lane may use. A statement may ask for less time, never for more than a person would wait. */
export interface LaneLimits {
  /** Seconds, `max_execution_time`. */
  readonly seconds: number;
  /** Bytes, `max_memory_usage`. */
  readonly memory: number;
  /** Statements waiting; one more is refused. */
  readonly queue: number;
}

const GIB = 1024 ** 3;

export const LANE_LIMITS: Readonly<Record<Lane, LaneLimits>> = Object.freeze({
  write: { seconds: 60, memory: 4 * GIB, queue: 64 },
  window: { seconds: 10, memory: 3 * GIB, queue: 64 },
  evaluate: { seconds: 10, memory: 2 * GIB, queue: 64 },
  grid: { seconds: 10, memory: 2 * GIB, queue: 64 },
  history: { seconds: 20, memory: 2 * GIB, queue: 64 },
});

/** Runs jobs one at a time, in order, and refuses when too many wait. */
export interface LaneQueue {
  /** Jobs waiting or running. */
  readonly depth: number;
  readonly isFull: boolean;
  run<T>(job: () => Promise<T>): Promise<T>;
}

export function openLaneQueue(bound: number): LaneQueue {
  let tail: Promise<unknown> = Promise.resolve();
  let depth = 0;
  return {
    get depth() {
      return depth;
    },
    get isFull() {
      return depth >= bound;
    },
    run<T>(job: () => Promise<T>): Promise<T> {
      depth += 1;
      const result = tail.then(job).finally(() => {
        depth -= 1;
      });
      tail = result.catch(() => undefined);
      return result;
    },
  };
}
