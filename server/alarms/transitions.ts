import type { ExceedanceEvidence } from '../../streams/contracts/exceedance.ts';
import type { AlarmEvent, OperatorStep, Priority, Step, Subject } from './event.ts';

/** Stored and sent as these numbers (live topic `alarms`): never renumber. */
export const ALARM_STATES = Object.freeze({ raised: 1, confirmed: 2, rejected: 3, closed: 4 });
type AlarmState = keyof typeof ALARM_STATES;

/** An alarm as its events leave it. Times are ms UTC. */
export interface Alarm {
  /** Its number; its events lie under `alarms.<number>`. */
  readonly alarm: number;
  /** Stream sequence of its last event: a writer names the one it has seen. */
  readonly sequence: number;
  readonly subject: Subject;
  readonly state: AlarmState;
  readonly priority: Priority;
  readonly raised: number;
  /** When its last event was written. */
  readonly changed: number;
  readonly due: number | null;
  /**
   * The first deadline of its state that passed without an action; null while none has. Kept until an operator acts.
   */
  readonly missed: number | null;
  /** Deadlines that passed. */
  readonly escalations: number;
  /** When the exceedance ended; null while it goes on. */
  readonly cleared: number | null;
  readonly latest: ExceedanceEvidence;
  /** The first evidence with the largest multiple. */
  readonly worst: ExceedanceEvidence;
  readonly note: string | null;
}

/**
 * From which states a step may be taken. `closed` needs the exceedance to be over: else the same one would be raised
 * again at once. Steps that change no state name every state they are meaningful in.
 */
const FROM: Readonly<Record<Exclude<Step, 'raised'>, readonly AlarmState[]>> = Object.freeze({
  confirmed: ['raised', 'rejected'],
  rejected: ['raised', 'confirmed'],
  worsened: ['raised', 'confirmed'],
  cleared: ['raised', 'confirmed', 'rejected'],
  recurred: ['raised', 'confirmed', 'rejected'],
  escalated: ['raised', 'confirmed'],
  closed: ['confirmed', 'rejected'],
});

export function allows(alarm: Pick<Alarm, 'state' | 'cleared'>, step: Step): boolean {
  if (step === 'raised' || !FROM[step].includes(alarm.state)) return false;
  if (step === 'closed' || step === 'recurred') return alarm.cleared !== null;
  if (step === 'cleared') return alarm.cleared === null;
  return true;
}

/** The deadline that counts: the one that was missed, until an operator has acted, else the next. */
export const deadlineOf = ({ missed, due }: Pick<Alarm, 'missed' | 'due'>): number | null => missed ?? due;

/** The steps that an operator may take now. */
export const operatorSteps = (alarm: Pick<Alarm, 'state' | 'cleared'>): OperatorStep[] =>
  (['confirmed', 'rejected', 'closed'] as const).filter((step) => allows(alarm, step));

const STATE_AFTER: Readonly<Partial<Record<Step, AlarmState>>> = Object.freeze({
  raised: 'raised',
  confirmed: 'confirmed',
  rejected: 'rejected',
  closed: 'closed',
});

function raisedAlarm(event: AlarmEvent, sequence: number): Alarm | undefined {
  if (event.step !== 'raised' || !event.subject || !event.evidence) return undefined;
  return Object.freeze({
    alarm: event.alarm,
    sequence,
    subject: event.subject,
    state: 'raised',
    priority: event.priority ?? 3,
    raised: event.at,
    changed: event.at,
    due: event.due ?? null,
    missed: null,
    escalations: 0,
    cleared: null,
    latest: event.evidence,
    worst: event.evidence,
    note: event.note ?? null,
  });
}

/**
 * The alarm after one more event. The ledger's order decides: an event already folded (its sequence is not newer) and
 * one that the state does not allow change nothing but the sequence.
 */
export function applyEvent(alarm: Alarm | undefined, event: AlarmEvent, sequence: number): Alarm | undefined {
  if (!alarm) return raisedAlarm(event, sequence);
  if (sequence <= alarm.sequence) return alarm;
  if (!allows(alarm, event.step)) return Object.freeze({ ...alarm, sequence });
  const latest = event.evidence ?? alarm.latest;
  return Object.freeze({
    ...alarm,
    sequence,
    state: STATE_AFTER[event.step] ?? alarm.state,
    priority: event.step === 'worsened' ? (event.priority ?? alarm.priority) : alarm.priority,
    changed: event.at,
    // A deadline that passed is over; any other step carries the new one or leaves it.
    due: event.step === 'escalated' ? null : event.due === undefined ? alarm.due : event.due,
    missed:
      STATE_AFTER[event.step] !== undefined
        ? null
        : event.step === 'escalated'
          ? (alarm.missed ?? alarm.due ?? event.due ?? null)
          : alarm.missed,
    escalations: alarm.escalations + (event.step === 'escalated' ? 1 : 0),
    cleared: event.step === 'cleared' ? event.at : event.step === 'recurred' ? null : alarm.cleared,
    latest,
    worst:
      event.step !== 'cleared' && latest.multipleHundredths > alarm.worst.multipleHundredths ? latest : alarm.worst,
    note: event.note ?? alarm.note,
  });
}
