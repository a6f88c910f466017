/**
 * One reading as it was observed: what a device reported of one instant or period of a series, with the frame that
 * first carried it.
 */
export interface Observation {
  /** STATISTICS number: sample, minute, hour or day value of the device. */
  readonly statistic: number;
  /** Instant, or start of the period it is a value of; seconds UTC. */
  readonly time: number;
  /** Millionths of the canonical unit. */
  readonly micro: number;
  /** HJ 212-2017 Table 8 flag as its character code. */
  readonly flag: number;
  /** Ordinal of the first frame that reported this value with this flag. */
  readonly ordinal: number;
  /** First arrival, seconds UTC. */
  readonly arrived: number;
}
