import { Counter, Gauge, Histogram, type Registry as Metrics } from 'prom-client';

/** The windows' figures, `guanlan_tick_*` and `guanlan_settle_ms`. */
export interface TickMetrics {
  readonly took: Histogram;
  readonly settled: Histogram;
  readonly skipped: Counter;
  readonly failed: Counter;
  readonly rows: Gauge<'topic'>;
}

export function tickMetrics(metrics: Metrics): TickMetrics {
  const registers = [metrics];
  return {
    took: new Histogram({
      name: 'guanlan_tick_ms',
      help: 'Duration of a tick of the windows, ms',
      buckets: [50, 100, 200, 300, 500, 750, 1000, 2000, 5000],
      registers,
    }),
    settled: new Histogram({
      name: 'guanlan_settle_ms',
      help: 'Work between two ticks (closing buckets, late readings), ms',
      buckets: [20, 50, 100, 200, 500, 1000, 2000, 5000],
      registers,
    }),
    skipped: new Counter({
      name: 'guanlan_tick_skipped_total',
      help: 'Ticks skipped because one was still running',
      registers,
    }),
    failed: new Counter({ name: 'guanlan_tick_failed_total', help: 'Ticks that failed', registers }),
    rows: new Gauge({
      name: 'guanlan_tick_rows',
      help: 'Rows of a topic at the last tick',
      labelNames: ['topic'],
      registers,
    }),
  };
}
