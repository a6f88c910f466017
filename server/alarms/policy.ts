import type { Priority } from './event.ts';

const MINUTE = 60_000;

/** The seat confirms or rejects within (domain 7.2, proposed): 5, 15 and 60 minutes. */
export const CONFIRM_WITHIN: Readonly<Record<Priority, number>> = Object.freeze({
  1: 5 * MINUTE,
  2: 15 * MINUTE,
  3: 60 * MINUTE,
});

/** Multiples (C - L) / L from which a priority holds. */
const PRIORITY_FROM = Object.freeze({ 1: 1.0, 2: 0.3 });

export function priorityOf(multiple: number): Priority {
  if (multiple >= PRIORITY_FROM[1]) return 1;
  return multiple >= PRIORITY_FROM[2] ? 2 : 3;
}

/** When the rules speak (domain 7.3: on-delay, off-delay, deadband, flood; ISA-18.2). */
export interface RulePolicy {
  /** Ticks in a row a series exceeds before it is raised ... */
  readonly onTicks: number;
  /** ... resting on at least so many different valid instants. */
  readonly onPeriods: number;
  /** Valid instants in a row below the deadband before it is cleared. */
  readonly offPeriods: number;
  /** An exceedance is over below limit x (1 - deadband). */
  readonly deadband: number;
  /** Open alarms at most; what exceeds beyond is counted and ranked, not raised. */
  readonly maxOpen: number;
  /** More than `flood` raised of one class (kind of station, factor) within `floodWindow` ms: the rest is folded into one situation. */
  readonly flood: number;
  readonly floodWindow: number;
}

export const RULE_POLICY: RulePolicy = Object.freeze({
  onTicks: 3,
  onPeriods: 2,
  offPeriods: 2,
  deadband: 0.05,
  maxOpen: 2000,
  flood: 30,
  floodWindow: 10 * MINUTE,
});
