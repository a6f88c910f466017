/** What is recomputed 核对对象. */
export const AUDIT_KINDS = Object.freeze(['hour', 'day', 'rolling', 'cell', 'ranking', 'region'] as const);
export type AuditKind = (typeof AUDIT_KINDS)[number];

/** One row whose shown value is not the one that follows from the readings. */
export interface Disagreement {
  readonly kind: AuditKind;
  /** Stable identity of the row, so that it is known again at the next check. */
  readonly subject: string;
  /** 0 where it is not about one. */
  readonly station: number;
  readonly factor: number;
  /** Start of the period, or the tick; seconds UTC. */
  readonly start: number;
  /** The first field that differs. */
  readonly field: string;
  readonly shown: string;
  readonly recomputed: string;
}

/** What one check saw. */
export interface Check {
  readonly kind: AuditKind;
  /** Values recomputed and compared. */
  readonly checked: number;
  /** Values left for later: still due, changed meanwhile, or not to be told from outside. */
  readonly postponed: number;
  readonly disagreements: readonly Disagreement[];
  /** Whether this check compared the row: a finding whose row was compared and agreed is closed. */
  readonly covers: (subject: string) => boolean;
}
