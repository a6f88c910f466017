import type { Exceedance } from '../../streams/contracts/exceedance.ts';
import type { TopicName } from '../../streams/live/mod.ts';
import type { StateWork } from './rolling-state.ts';

/** What a tick found, handed to `onTick` after it was published. */
export interface TickResult {
  /** ms UTC. */
  readonly at: number;
  /** The tick's identity, LiveTime. */
  readonly tick: number;
  readonly exceedances: readonly Exceedance[];
  /**
   * Of the series of open alarms, those evaluated and found below the deadband: series key -> the newest instant a
   * valid value speaks up to, ms UTC. A series that is silent, not valid, or between deadband and limit is missing.
   */
  readonly belowDeadbandAt: ReadonlyMap<number, number>;
  readonly work: StateWork;
  /** Rows published per topic. */
  readonly rows: Readonly<Partial<Record<TopicName, number>>>;
}
