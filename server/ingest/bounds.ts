/** Every bound of ingest and its jobs, with its reason. Times in milliseconds, clocks monotonic. */
export interface IngestBounds {
  /** A batch is written when it holds this many readings, */
  readonly batchReadings: number;
  /** or this many frames, */
  readonly batchFrames: number;
  /** or is this old. */
  readonly batchAge: number;
  /** Readings held while the store is away; then no more frames are pulled: they are safe in the stream. */
  readonly heldReadings: number;
  /** Frames asked for at once. */
  readonly pull: number;
  /** How long an unfilled pull waits; also how soon a lost delivery is noticed in silence. */
  readonly pullWait: number;
  /** Frames that are opened while a tick is under way: the live ones of a city. More of them are a rush, and wait for its end. */
  readonly framesBesideTick: number;
  /** Readings of a batch that gives way to a tick. */
  readonly largeBatch: number;
  /** Frames before the kept position that a start opens again. */
  readonly rewind: number;
  /** Longest pause between attempts on a store or broker that is away; the first is a sixteenth of it. */
  readonly retryPause: number;
  /** Least time between two deltas of the latest values. */
  readonly latestPause: number;
  /** Series-hours known to be due that are held in memory; beyond it they are found again in the store. */
  readonly dueInMemory: number;
  /** Parts (readings expected) that one run of the hours job takes: about half a second of the engine. */
  readonly hourParts: number;
  /** Stations that one statement of the days job takes. */
  readonly dayStations: number;
  /** Stations that one statement of the quality job takes for a day of hours or less, fewer for more; and the longest stretch of due hours, seconds. */
  readonly qualityStations: number;
  readonly qualityStretch: number;
  /** How often marks are looked for that have not reached the hours, and how many are applied in one run. */
  readonly marksPause: number;
  readonly marksAtOnce: number;
  /** How often the windows are told what may not be judged now, and how often findings are counted for the metrics. */
  readonly withheldPause: number;
  readonly countPause: number;
  /** After the end of an hour, or day, before it is closed: late frames of the same minute are then in it. */
  readonly hourGrace: number;
  readonly dayGrace: number;
  /** Least pause between two runs of the jobs, and the pause as a multiple of what the run took: 1 leaves the store to others half of the time. */
  readonly jobPause: number;
  readonly jobRest: number;
  /** Attempts on a reopen command whose device is not in the registry yet; five seconds apart. */
  readonly reopenAttempts: number;
  /** Frames opened again at most after the wall clock moved: those that the wrong clock had refused, newest first. */
  readonly clockFrames: number;
}

export const INGEST_BOUNDS: IngestBounds = Object.freeze({
  batchReadings: 20_000,
  batchFrames: 2_000,
  batchAge: 1_000,
  heldReadings: 200_000,
  pull: 500,
  pullWait: 5_000,
  framesBesideTick: 500,
  largeBatch: 5_000,
  rewind: 2_000,
  retryPause: 4_000,
  latestPause: 100,
  dueInMemory: 2_000_000,
  hourParts: 1_200_000,
  dayStations: 2_000,
  qualityStations: 1_500,
  qualityStretch: 7 * 24 * 3600,
  marksPause: 2_000,
  marksAtOnce: 20,
  withheldPause: 10_000,
  countPause: 60_000,
  hourGrace: 60_000,
  dayGrace: 600_000,
  jobPause: 1_000,
  jobRest: 1,
  reopenAttempts: 24,
  clockFrames: 1_000_000,
});
