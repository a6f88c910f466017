import type { PartState, RoleContext } from '../platform/running.ts';
import type { AlarmEvent, Step, Subject } from './event.ts';
import type { DayCount } from './fold.ts';
import type { Alarm } from './transitions.ts';

export type LedgerContext = Pick<RoleContext, 'clock' | 'log' | 'nats' | 'jetstream' | 'manager' | 'store' | 'metrics'>;

/** An event to be written; version, number and time are the ledger's. */
export type NewAlarmEvent = Omit<AlarmEvent, 'v' | 'alarm' | 'at'>;
export type StoredAlarmEvent = AlarmEvent & { readonly sequence: number };

export interface AlarmLedger {
  /** Alarms that are not closed, by number. */
  open(): ReadonlyMap<number, Alarm>;
  /** The newest closed ones, oldest first. */
  closed(): ReadonlyMap<number, Alarm>;
  get(alarm: number): Alarm | undefined;
  bySubject(subject: Subject): Alarm | undefined;
  /** @param now ms UTC */
  dayCount(now: number): DayCount;
  /** Every event of one alarm, oldest first. */
  events(alarm: number): Promise<StoredAlarmEvent[]>;
  /** Begins an alarm. `id` makes a retry one event. Another process's alarm on the same subject is returned instead. */
  raise(event: NewAlarmEvent & { readonly subject: Subject }, id: string): Promise<Alarm>;
  /**
   * Writes an event after the one with sequence `seen`. Errors: GL_NOT_FOUND, GL_ALARM_MOVED (another writer was
   * faster), GL_ALARM_STEP (the state does not allow it), GL_STREAM_UNAVAILABLE.
   */
  append(alarm: number, seen: number, event: NewAlarmEvent, id?: string): Promise<Alarm>;
  /** Called after each change. Returns how to stop. */
  onChange(callback: (alarm: Alarm, step: Step) => void): () => void;
  /** Writes the snapshot now. */
  snapshot(): Promise<void>;
  parts(): readonly PartState[];
  close(): Promise<void>;
}
