import type { Names } from '../../streams/contracts/pack.ts';

type AuditedKind = 'hour' | 'day' | 'rolling' | 'cell' | 'ranking' | 'region';

/** `GET /api/audit`, as far as the desk shows it. */
export interface AuditAnswer {
  readonly checkedByKind: Readonly<Record<AuditedKind, number>>;
  readonly postponed: number;
  readonly findings: readonly AuditFinding[];
}
interface AuditFinding {
  readonly kind: AuditedKind;
  readonly subject: string;
  readonly names: Names | null;
  readonly factorNames: Names | null;
  readonly unit: string;
  readonly start: string;
  readonly shown: string;
  readonly recomputed: string;
  readonly repairs: number;
  readonly opened: string;
  readonly closed: string | null;
  readonly next: Names;
  /** Of the number it speaks of. */
  readonly address: string;
}

/** Findings on the card: all that stand come first from the API, then the latest closed. */
const MOST_SHOWN = 20;
export const readAudit = (answer: AuditAnswer): AuditAnswer => ({
  ...answer,
  findings: answer.findings.slice(0, MOST_SHOWN),
});
