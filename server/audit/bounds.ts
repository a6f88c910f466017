/** Every bound of the audit, in one place. Times in milliseconds where nothing else is said. */
export interface AuditBounds {
  /** From the start of one round to the start of the next. */
  readonly every: number;
  /** The first round comes so long after the start: history is still arriving then, and screens come first. */
  readonly first: number;
  /** A round takes no further stretch once it has lasted this long. */
  readonly round: number;
  /** A tick that took longer means that the machine has no time to spare: the round is left out ... */
  readonly slowTick: number;
  /**
   * ... but never more than so many in a row, or nothing would be guaranteed on a machine that is always slow; and
   * none while something is suspected.
   */
  readonly mostSkips: number;
  /** Closed hours and days in which a changed row is noticed within a minute. */
  readonly watchedHours: number;
  readonly watchedDays: number;
  /** Hours whose prints are taken per round beside the newest. */
  readonly hoursPerRound: number;
  /** Neighbouring stretches that are checked with the same three statements. */
  readonly stretchesAtOnce: number;
  /**
   * A disagreement is checked again after this long, and stands if it is still there: readings on their way have
   * arrived by then.
   */
  readonly confirm: number;
  /** Checks that a disagreement of the moving windows has to survive; each is at another tick. */
  readonly checks: number;
  /** A stretch with a standing finding is checked again this often. */
  readonly again: number;
  /** Raw readings that one statement may fetch. */
  readonly mostReadings: number;
  readonly mostSuspects: number;
  readonly mostStanding: number;
  /** Times one row is marked to be computed again, and rows marked per round. */
  readonly repairsEach: number;
  readonly repairsPerRound: number;
  /** Random hours are chosen from this many days, a day less than real-time readings are kept. */
  readonly randomDays: number;
  /** Cells, ranking rows and other moving series recomputed per round. */
  readonly cells: number;
  readonly rankingRows: number;
  /**
   * Rows of the ranking per round whose readings lie further back: with nothing else to check, and while stretches
   * wait.
   */
  readonly farRows: number;
  readonly farRowsBehind: number;
  /**
   * Readings of one series that came while a tick ran; with more of them it cannot be told from outside what the tick
   * saw.
   */
  readonly mostUncertain: number;
}

export const AUDIT_BOUNDS: AuditBounds = Object.freeze({
  every: 5_000,
  first: 60_000,
  round: 900,
  slowTick: 1_000,
  mostSkips: 2,
  watchedHours: 24,
  watchedDays: 8,
  hoursPerRound: 4,
  stretchesAtOnce: 6,
  confirm: 8_000,
  checks: 3,
  again: 20_000,
  mostReadings: 600_000,
  mostSuspects: 2_000,
  mostStanding: 1_000,
  repairsEach: 3,
  repairsPerRound: 200,
  randomDays: 88,
  cells: 400,
  rankingRows: 48,
  farRows: 10,
  farRowsBehind: 3,
  mostUncertain: 24,
});

/** Stations per stretch, as sql/audit/prints-*.sql cut them. */
export const STRETCH = 64;
export const stretchOf = (station: number): number => Math.floor(station / STRETCH);
