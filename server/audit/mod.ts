/** The audit's door: what is shown, recomputed from raw readings by an independent path. */
export { startAudit, type AuditExtra, type RunningAudit, type TouchAgain } from './start-audit.ts';
export { Auditor, type AuditorOptions, type Round } from './auditor.ts';
export { AUDIT_BOUNDS, type AuditBounds } from './bounds.ts';
export { AUDIT_KINDS, type AuditKind, type Disagreement } from './check.ts';
export type { Finding } from './findings.ts';
export { findingAddress } from './finding-address.ts';
export { listenTo, type Published } from './published.ts';
