import { Counter, Gauge, Histogram, type Registry as Prometheus } from 'prom-client';

export interface AuditMetrics {
  readonly values: Counter<'kind'>;
  readonly mismatches: Counter<'kind'>;
  readonly standing: Gauge;
  readonly last: Gauge;
  readonly behind: Gauge;
  readonly postponed: Counter;
  readonly repairs: Counter;
  readonly skipped: Counter;
  readonly failed: Counter;
  readonly took: Histogram;
}

export function auditMetrics(registry: Prometheus): AuditMetrics {
  const registers = [registry];
  return {
    values: new Counter({
      name: 'guanlan_audit_values_total',
      help: 'Values recomputed from raw readings and compared',
      labelNames: ['kind'],
      registers,
    }),
    mismatches: new Counter({
      name: 'guanlan_audit_mismatches_total',
      help: 'Rows confirmed to differ from their readings',
      labelNames: ['kind'],
      registers,
    }),
    standing: new Gauge({
      name: 'guanlan_audit_standing',
      help: 'Rows that differ from their readings now',
      registers,
    }),
    last: new Gauge({
      name: 'guanlan_audit_last_seconds',
      help: 'End of the last round of the audit, seconds UTC',
      registers,
    }),
    behind: new Gauge({
      name: 'guanlan_audit_behind',
      help: 'Stretches of the watched range that wait for their check',
      registers,
    }),
    postponed: new Counter({
      name: 'guanlan_audit_postponed_total',
      help: 'Values left for later: still due or changing',
      registers,
    }),
    repairs: new Counter({ name: 'guanlan_audit_repairs_total', help: 'Rows marked to be computed again', registers }),
    skipped: new Counter({
      name: 'guanlan_audit_skipped_total',
      help: 'Rounds left out because the last tick was slow',
      registers,
    }),
    failed: new Counter({ name: 'guanlan_audit_failed_total', help: 'Rounds that failed', registers }),
    took: new Histogram({
      name: 'guanlan_audit_round_ms',
      help: 'Duration of a round, ms',
      buckets: [50, 100, 250, 500, 1000, 2000, 5000],
      registers,
    }),
  };
}
