import { Counter, Gauge, Histogram, type Registry as Metrics } from 'prom-client';

/** The figures of the hotspot analysis, `guanlan_grid_*`. */
export interface AnalysisMetrics {
  readonly took: Histogram<'size'>;
  readonly skipped: Counter;
  readonly failed: Counter;
  readonly hot: Gauge<'class'>;
}

export function analysisMetrics(metrics: Metrics): AnalysisMetrics {
  const registers = [metrics];
  return {
    took: new Histogram({
      name: 'guanlan_grid_ms',
      help: 'Duration of the analysis of one hotspot grid, ms',
      labelNames: ['size'],
      buckets: [25, 50, 100, 150, 200, 300, 500, 1000, 2000],
      registers,
    }),
    skipped: new Counter({
      name: 'guanlan_grid_skipped_total',
      help: 'Ticks not analysed because the analysis of an earlier one was still running',
      registers,
    }),
    failed: new Counter({ name: 'guanlan_grid_failed_total', help: 'Analyses that failed', registers }),
    hot: new Gauge({
      name: 'guanlan_grid_hot_cells',
      help: 'Cells of the shown grid by confidence class, percent',
      labelNames: ['class'],
      registers,
    }),
  };
}
