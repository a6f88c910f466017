import type { ExceedanceEvidence } from '../../streams/contracts/exceedance.ts';
import type { Priority } from './event.ts';

const MINUTE = 60_000;

/** An operator confirms or rejects within this, ms (domain 7.2, proposed): 5, 15 and 60 minutes. */
export const CONFIRM_WITHIN: Readonly<Record<Priority, number>> = Object.freeze({
  1: 5 * MINUTE,
  2: 15 * MINUTE,
  3: 60 * MINUTE,
});

/** A priority holds from so many percent above the limit. */
const PRIORITY_FROM_PERCENT = Object.freeze({ 1: 100, 2: 30 });

/** By the exact value, not by the multiple as it is shown. */
export function priorityOf({ value, limit }: Pick<ExceedanceEvidence, 'value' | 'limit'>): Priority {
  const isAbove = (percent: number): boolean => (value - limit) * 100 >= limit * percent;
  if (isAbove(PRIORITY_FROM_PERCENT[1])) return 1;
  return isAbove(PRIORITY_FROM_PERCENT[2]) ? 2 : 3;
}

/**
 * When alarms are raised and cleared (domain 7.3: on-delay, off-delay, flood; ISA-18.2). The deadband is
 * `DEADBAND_PERCENT` of streams/contracts/exceedance.ts.
 */
export interface RulePolicy {
  /** Ticks in a row a series exceeds before it is raised ... */
  readonly onTicks: number;
  /** ... resting on at least so many different valid instants. */
  readonly onPeriods: number;
  /** Valid instants in a row below the deadband before it is cleared. */
  readonly offPeriods: number;
  /** Open alarms at most; what exceeds beyond is counted and ranked, not raised. */
  readonly maxOpen: number;
  /**
   * Alarms of one class (kind of station, factor) raised within `floodWindow` at most; the rest is suppressed and
   * counted.
   */
  readonly flood: number;
  /** ms. */
  readonly floodWindow: number;
}

export const RULE_POLICY: RulePolicy = Object.freeze({
  onTicks: 3,
  onPeriods: 2,
  offPeriods: 2,
  maxOpen: 2000,
  flood: 30,
  floodWindow: 10 * MINUTE,
});
