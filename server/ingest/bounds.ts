import { ROLLUP_BOUNDS, type RollupBounds } from '../rollups/mod.ts';

/** Every bound of ingest and of the jobs it starts, with its reason. Times in milliseconds, clocks monotonic. */
export interface IngestBounds extends RollupBounds {
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
  /**
   * Frames that are opened while a tick is under way: the live ones of a city. More of them are a backlog, and wait for
   * its end.
   */
  readonly framesBesideTick: number;
  /** Readings of a batch that gives way to a tick. */
  readonly largeBatch: number;
  /** Frames before the kept position that a start opens again before it goes on. */
  readonly rewind: number;
  /**
   * How far before the last frame written a start goes back that follows no clean stop, ms of the broker's clock:
   * nats-server 2.9 writes its files through every 2 minutes, the kernel what the engine wrote within some 35 s; 5
   * minutes is beyond both.
   */
  readonly rewindTime: number;
  /**
   * Between two marks of which message stood where: so many frames at most get a second ordinal when the stream comes
   * back shorter.
   */
  readonly marksEvery: number;
  /**
   * Pause of a second reading as a multiple of what its last batch took: 1 leaves the store to others half of the time.
   */
  readonly secondReadingRest: number;
  /** How long screens show at least that the stream came back shorter. */
  readonly streamCutNotice: number;
  /** Longest pause between attempts on a store or broker that is away; the first is a sixteenth of it. */
  readonly retryPause: number;
  /** Least time between two deltas of the latest values. */
  readonly latestPause: number;
  /** Attempts on a reopen command whose device is not in the registry yet; five seconds apart. */
  readonly reopenAttempts: number;
  /** Frames opened again at most after the wall clock moved: those that the wrong clock had refused, newest first. */
  readonly clockFrames: number;
}

export const INGEST_BOUNDS: IngestBounds = Object.freeze({
  ...ROLLUP_BOUNDS,
  batchReadings: 20_000,
  batchFrames: 2_000,
  batchAge: 1_000,
  heldReadings: 200_000,
  pull: 500,
  pullWait: 5_000,
  framesBesideTick: 500,
  largeBatch: 5_000,
  rewind: 2_000,
  rewindTime: 300_000,
  marksEvery: 60_000,
  secondReadingRest: 1,
  streamCutNotice: 600_000,
  retryPause: 4_000,
  latestPause: 100,
  reopenAttempts: 24,
  clockFrames: 1_000_000,
});
