import type { PartState } from '../platform/running.ts';

/** Without a round for so long the process reports it, ms. */
const SILENT_MS = 120_000;

/** How the audit stands, for `GET /api/ready`. */
export interface AuditState {
  readonly isLeader: boolean;
  /** End of the last round, ms UTC. */
  readonly last: number | null;
  /** Values recomputed in the last hour. */
  readonly values: number;
  readonly standing: number;
  readonly overflowed: number;
  readonly behind: number;
  /** ms since the last round, or since the first one was due. */
  readonly silent: number;
  /** Message of the last round where it failed, else empty. */
  readonly lastError: string;
}

/** The audit's state of health: degraded while shown values differ from their readings, or while it makes no rounds. */
export function auditPart(state: AuditState): PartState {
  if (!state.isLeader) return { part: 'audit', state: 'ready', detail: 'standing by' };
  const { standing, overflowed, silent, lastError } = state;
  const figures = {
    last: state.last === null ? '' : new Date(state.last).toISOString(),
    checkedLastHour: state.values,
    mismatches: standing,
    behind: state.behind,
  };
  const detail =
    standing > 0
      ? `${standing} shown values differ from their readings: GET /api/audit`
      : overflowed > 0
        ? `${overflowed} disagreements over the bounds were dropped`
        : silent > SILENT_MS
          ? lastError || 'no round of the audit for two minutes'
          : null;
  return detail === null
    ? { part: 'audit', state: 'ready', figures }
    : { part: 'audit', state: 'degraded', detail, figures };
}
