import type { ErrorCode } from '../../streams/contracts/errors.ts';
import type { LivePublisher } from '../../streams/live/mod.ts';
import type { KeyRing } from '../device-keys/mod.ts';
import type { Running } from '../platform/running.ts';
import type { YieldsToTicks } from '../platform/tick-priority.ts';
import type { Registry } from '../registry/mod.ts';
import type { IngestBounds } from './bounds.ts';

/** An hour or a day of one series; `start` in seconds UTC. */
interface PeriodOfSeries {
  readonly span: 'hour' | 'day';
  readonly start: number;
  readonly station: number;
  readonly factor: number;
}

export interface IngestExtra {
  readonly publisher: LivePublisher;
  readonly registry: Registry;
  /** SM4 keys of devices; without it encrypted frames stay closed. */
  readonly keys?: Pick<KeyRing, 'keysOf' | 'reload'>;
  readonly bounds?: Partial<IngestBounds>;
  /** Ticks of the same engine; by default there are none to give way to. */
  readonly tickPriority?: YieldsToTicks;
  /**
   * Names this boot of the machine that the store is on; by default it is not known, and every start goes `rewindTime`
   * back.
   */
  readonly boot?: string;
  /** Calls back when the wall clock moved, with the jump in ms. Returns how to stop. */
  readonly onClockJump?: (listener: (jumpMs: number) => void) => () => void;
}

export interface RunningIngest extends Running {
  /** What screens should say is wrong. */
  notices(): readonly ErrorCode[];
  /** Marks hours and days to be computed again, as late readings do. Returns how many were not due already. */
  markDirty(periods: readonly PeriodOfSeries[]): Promise<number>;
  /**
   * Rows that broken parts of the store held ('table/part') are read again from all frames that are kept; parts known
   * already change nothing.
   */
  readAgain(parts: readonly string[]): Promise<void>;
  /** Records parts that were restored by other means than frames. `now`: ms UTC. */
  recordRestored(parts: readonly string[], now: number): Promise<void>;
  /** Parts whose frames have all been read again, or that were restored otherwise. */
  restoredParts(): ReadonlySet<string>;
}
