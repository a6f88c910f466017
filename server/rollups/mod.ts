/**
 * Entry of rollups: hours, days, outlets, findings of quality control and marks, recomputed where readings changed
 * them.
 */
export { startJobs } from './jobs.ts';
export { HOUR_SECONDS, DirtyPeriods } from './dirty-periods.ts';
export { DirtyPeriodBatch } from './dirty-period-batch.ts';
export { TOUCHED_WIDTH } from './touched-table.ts';
export { MEAN_RULES } from './hours.ts';
export { ROLLUP_BOUNDS, type RollupBounds } from './bounds.ts';
export { rollupMetrics, type RollupMetrics } from './metrics.ts';
