import { civilDayEnd } from '../platform/civil-day.ts';
import { pause } from '../platform/pause.ts';
import type { PartState } from '../platform/running.ts';
import { yieldingToTicks } from '../platform/tick-priority.ts';
import { JobRuns } from './job-runs.ts';
import type { JobsOptions } from './jobs-options.ts';

/** Longest pause after a run that took long, ms. */
const LONGEST_PAUSE_MS = 10_000;
/** So many runs that failed in a row degrade the part. */
const DEGRADED_AFTER = 3;

export interface Jobs {
  part(): PartState;
  /** Resolves when the last run has ended after `signal`. */
  readonly ended: Promise<void>;
}

/**
 * Hours and days, one bounded run at a time with a pause between, for ever: a closing hour of the whole city is spread
 * over several runs, so that windows, inserts and people get their turn in the store.
 */
export function startJobs(options: JobsOptions): Jobs {
  const { store, dirtyPeriods, clock, log, bounds, tickPriority, zone, signal, failed } = options;
  const runs = new JobRuns({ ...options, store: yieldingToTicks(store, tickPriority) });
  let failures = 0;
  let lastRun = 0;
  const run = async (): Promise<void> => {
    try {
      const more = await runs.next();
      failures = 0;
      if (more) lastRun = clock.now();
    } catch (error) {
      failures += 1;
      failed('jobs', error, failures);
    }
  };
  const runForEver = async (): Promise<void> => {
    while (!signal.aborted) {
      const began = clock.monotonic();
      await run();
      // As long as the run took: through a back-fill the store is the jobs' for half of the time at most.
      const rest = Math.min(LONGEST_PAUSE_MS, bounds.jobRest * (clock.monotonic() - began));
      await pause(Math.max(bounds.jobPause, rest), signal);
    }
  };
  /** Due and closed: what a run would take now. The open hour of every series is always due and counts as nothing. */
  const closedHours = (): number => {
    const openFrom = runs.openFrom(clock.now());
    return [...dirtyPeriods.hours.keys()].filter((hour) => hour < openFrom).length;
  };
  const closedDays = (): number =>
    [...dirtyPeriods.days].filter((day) => civilDayEnd(day, zone()) + bounds.dayGrace / 1000 <= clock.now() / 1000)
      .length;
  const isDegraded = (): boolean => failures >= DEGRADED_AFTER;
  return {
    ended: runForEver().catch((error: unknown) => log.error({ err: error }, 'the jobs ended')),
    part: () => ({
      part: 'jobs',
      state: isDegraded() ? 'degraded' : 'ready',
      figures: { dueSeriesHours: dirtyPeriods.due, dueClosedHours: closedHours(), dueDays: closedDays(), lastRun },
      ...(isDegraded() ? { detail: 'hours and days cannot be computed now; they stay due' } : {}),
    }),
  };
}
