import type { ExceedanceEvidence } from '../../streams/contracts/exceedance.ts';

/** Steps of an alarm 告警: stored, only ever appended to. */
export const STEPS = [
  'raised',
  'confirmed',
  'rejected',
  'worsened',
  'cleared',
  'recurred',
  'escalated',
  'closed',
] as const;
export type Step = (typeof STEPS)[number];

/** Steps that a person takes. */
export const OPERATOR_STEPS = ['confirmed', 'rejected', 'closed'] as const satisfies readonly Step[];
export type OperatorStep = (typeof OPERATOR_STEPS)[number];

/** Longest note, characters: the ledger's 2 GB last because an event is small. */
export const MAX_NOTE = 1000;

export type Priority = 1 | 2 | 3;

export interface Subject {
  readonly rule: string;
  readonly station: number;
  /** Factor id. */
  readonly factor: number;
}

export interface Actor {
  readonly kind: 'rule' | 'person' | 'deadline';
  readonly name: string;
}

/** One event of the ledger, as it lies in stream ALARMS under `alarms.<alarm>`. Times are ms UTC. */
export interface AlarmEvent {
  /** Version of the event's form, see `stored-event.ts`. */
  readonly v: number;
  readonly alarm: number;
  readonly step: Step;
  readonly at: number;
  readonly actor: Actor;
  readonly note?: string;
  /** With `raised`. */
  readonly subject?: Subject;
  /** With `raised` and `worsened`. */
  readonly priority?: Priority;
  /** With `raised`, `worsened`, `recurred`, `cleared`. */
  readonly evidence?: ExceedanceEvidence;
  /**
   * When the state entered has to be left, null where it has no deadline. With `escalated`: the deadline that passed.
   */
  readonly due?: number | null;
}
