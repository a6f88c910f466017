/** Alarms 告警: the event-sourced ledger on stream ALARMS, its rules and deadlines. */
export type { AlarmLedger, LedgerContext } from './ledger.ts';
export { openLedger } from './open-ledger.ts';
export { AlarmRules } from './alarm-rules.ts';
export { ALARM_STATES, deadlineOf, operatorSteps, type Alarm } from './transitions.ts';
export { MAX_NOTE, OPERATOR_STEPS, STEPS } from './event.ts';
