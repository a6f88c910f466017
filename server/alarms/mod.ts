/** Alarms 告警: the event-sourced ledger on stream ALARMS, its rules and deadlines. */
export { openLedger, type AlarmLedger, type LedgerContext } from './ledger.ts';
export { startAlarmRules, type AlarmRules } from './start-rules.ts';
export { ALARM_STATES, deadlineOf, operatorSteps, type Alarm, type AlarmState } from './transitions.ts';
export { MAX_NOTE, OPERATOR_STEPS, STEPS, type Evidence } from './event.ts';
