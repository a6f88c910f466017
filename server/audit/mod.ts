/** Audit 核对: what is shown, recomputed from raw readings by an independent path. */
export { startAudit } from './start-audit.ts';
export type { TouchAgain } from './audit-runner.ts';
export { AUDIT_KINDS, type AuditKind } from './check.ts';
export type { Finding } from './findings.ts';
export { findingAddress } from './finding-address.ts';
export { listenTo } from './published.ts';
