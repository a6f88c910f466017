import type { Logger } from 'pino';
import type { Clock } from '../../streams/contracts/clock.ts';
import type { Store } from '../platform/store/mod.ts';
import type { YieldsToTicks } from '../platform/tick-priority.ts';
import type { Registry } from '../registry/mod.ts';
import type { RollupBounds } from './bounds.ts';
import type { DirtyPeriods } from './dirty-periods.ts';
import type { RollupMetrics } from './metrics.ts';

export interface JobsOptions {
  readonly store: Store;
  readonly dirtyPeriods: DirtyPeriods;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly log: Logger;
  readonly bounds: RollupBounds;
  readonly tickPriority: YieldsToTicks;
  readonly metrics: RollupMetrics;
  /** Civil time zone of the city now. */
  readonly zone: () => string;
  readonly signal: AbortSignal;
  readonly failed: (what: string, error: unknown, attempt: number) => void;
}
