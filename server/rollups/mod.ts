/** The rollups' door: hours, days, outlets, findings of quality control and marks, recomputed where readings touched them. */
export { startJobs } from './jobs.ts';
export { HOUR_SECONDS, DirtyPeriods, DirtyPeriodBatch } from './dirty-periods.ts';
export { MEAN_RULES } from './hours.ts';
export { ROLLUP_BOUNDS, type RollupBounds } from './bounds.ts';
export { rollupMetrics, type RollupMetrics } from './metrics.ts';
export { TOUCHED_WIDTH } from './dirty-periods.ts';
