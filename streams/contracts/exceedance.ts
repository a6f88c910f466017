import type { Micro } from './reading.ts';

/**
 * Deadband of an exceedance, percent of the limit: a valid value ends an alarm only below limit x (1 - 5 %); between
 * the two it neither raises nor clears (domain 7.3, ISA-18.2).
 */
export const DEADBAND_PERCENT = 5;

/** A present exceedance 超标: one series whose newest valid value lies above its limit, as the tick evaluated it. */
export interface Exceedance {
  readonly station: number;
  /** Factor id, see `factors.ts`. */
  readonly factor: number;
  /** Millionths of the factor's canonical unit; always above `limit`. */
  readonly value: Micro;
  /** Millionths of the factor's canonical unit. */
  readonly limit: Micro;
  /** Id in table `limit_sources`. */
  readonly limitSource: number;
  /**
   * (value - limit) / limit in hundredths, half to even: computed once, by the tick, of the exact integers. Who shows
   * it divides by 100; who decides about thresholds compares `value` with `limit`.
   */
  readonly multipleHundredths: number;
  /** What the value is of: 1 rolling hour, 2 instant, 3 closed hour, 4 rolling 24 h, 5, 6, 7 five, 15, 20 minutes. */
  readonly window: number;
  /** Start of the uninterrupted exceedance, ms UTC. */
  readonly since: number;
  /** The instant the value speaks up to, ms UTC. */
  readonly time: number;
  /** Rank by `multipleHundredths`: equal ones share it (1, 1, 3). */
  readonly rank: number;
  /** Exceedances of this series that began or went on in the present civil day. */
  readonly count: number;
  /** Beginning of the first of them, ms UTC. */
  readonly first: number;
  /** Against some minutes ago: 0 steady, 1 rising, 2 falling. */
  readonly trend: number;
  /** Largest multiple since `since`, millionths. */
  readonly peakMillionths: number;
}

/** What of an exceedance an alarm keeps: it stays with the ledger's events whatever becomes of the readings later. */
export type ExceedanceEvidence = Pick<
  Exceedance,
  'value' | 'limit' | 'limitSource' | 'multipleHundredths' | 'window' | 'since' | 'time'
>;
