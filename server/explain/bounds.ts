/** What one explanation may cost. */
export const ExplainBounds = Object.freeze({
  /** Rows read of any one table: a month of 184 regions is 32,000; an hour of a series sent every second 3,600. */
  mostRows: 60_000,
  /** Inputs listed per answer ... */
  defaultInputs: 24,
  mostInputs: 100,
  /** ... and frames fetched for them. */
  frames: 24,
  /** Versions of one hour or day listed, newest first. */
  versions: 50,
  /** Characters of a frame shown. */
  frameText: 1500,
  /**
   * A part that arrived within so many ms before a tick may not have been in it yet: ingest writes about once a second.
   */
  tickGrace: 20_000,
});
