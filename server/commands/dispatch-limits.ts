/**
 * Every time of the exchange with a device, ms, and how often it is asked (HJ 212-2017 6.5; the result's is our
 * choice).
 */
export interface DispatchLimits {
  readonly answerMs: Readonly<Record<'mobile' | 'wired', number>>;
  readonly attempts: number;
  /** From 9011, or from the last frame of data, to 9012. */
  readonly resultMs: number;
  /** A device that is not connected when something is due may come back so long. */
  readonly lostMs: number;
  readonly sweepMs: number;
  /** An event that the broker does not take is retried so often, a second apart. */
  readonly eventAttempts: number;
}

export const DISPATCH_LIMITS: DispatchLimits = Object.freeze({
  answerMs: Object.freeze({ mobile: 10_000, wired: 5_000 }),
  attempts: 3,
  resultMs: 120_000,
  lostMs: 30_000,
  sweepMs: 500,
  eventAttempts: 30,
});
