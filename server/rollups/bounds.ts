/**
 * Every bound of the jobs that compute hours, days and findings, with its reason. Times in milliseconds, clocks
 * monotonic.
 */
export interface RollupBounds {
  /** Series-hours known to be due that are held in memory; beyond it they are found again in the store. */
  readonly dueInMemory: number;
  /** Parts (readings expected) that one run of the hours job takes: about half a second of the engine. */
  readonly hourParts: number;
  /** Stations that one statement of the days job takes. */
  readonly dayStations: number;
  /**
   * Stations that one statement of the quality job takes for a day of hours or less, fewer for more; and the longest
   * stretch of due hours, seconds.
   */
  readonly qualityStations: number;
  readonly qualityStretch: number;
  /** How often marks are looked for that have not reached the hours, and how many are applied in one run. */
  readonly marksPause: number;
  readonly marksAtOnce: number;
  /** How often it is written what windows may not evaluate now, and how often findings are counted for the metrics. */
  readonly suppressedPause: number;
  readonly countPause: number;
  /** After the end of an hour, or day, before it is closed: late frames of the same minute are then in it. */
  readonly hourGrace: number;
  readonly dayGrace: number;
  /**
   * Least pause between two runs of the jobs, and the pause as a multiple of what the run took: 1 leaves the store to
   * others half of the time.
   */
  readonly jobPause: number;
  readonly jobRest: number;
}

export const ROLLUP_BOUNDS: RollupBounds = Object.freeze({
  dueInMemory: 2_000_000,
  hourParts: 1_200_000,
  dayStations: 2_000,
  qualityStations: 1_500,
  qualityStretch: 7 * 24 * 3600,
  marksPause: 2_000,
  marksAtOnce: 20,
  suppressedPause: 10_000,
  countPause: 60_000,
  hourGrace: 60_000,
  dayGrace: 600_000,
  jobPause: 1_000,
  jobRest: 1,
});
