import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

export interface RollupMetrics {
  readonly findings: Gauge<'code'>;
  readonly hours: Counter<'span'>;
  readonly jobSeconds: Histogram<'span'>;
}

/** Figures of the jobs that compute hours, days and findings. */
export function rollupMetrics(registry: Registry): RollupMetrics {
  const registers = [registry];
  return Object.freeze({
    findings: new Gauge({
      name: 'guanlan_quality_findings',
      help: 'Findings of quality control on the hours of the last 24 h that hold',
      labelNames: ['code'],
      registers,
    }),
    hours: new Counter({
      name: 'guanlan_ingest_computed_total',
      help: 'Series-hours and series-days computed',
      labelNames: ['span'],
      registers,
    }),
    jobSeconds: new Histogram({
      name: 'guanlan_ingest_job_seconds',
      help: 'Time of one run of the hours or days job',
      labelNames: ['span'],
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20],
      registers,
    }),
  });
}
