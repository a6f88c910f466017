/** Alarms 告警: the event-sourced ledger on stream ALARMS, its rules and deadlines. */
export { openLedger, MAX_EVENTS, type AlarmLedger, type LedgerContext, type NewEvent } from './ledger.ts';
export { startAlarmRules, type AlarmRules, type RulesExtra } from './start-rules.ts';
export { EXCEEDANCE_RULE, ExceedanceRule, type AlarmTick, type TickExceedance } from './exceedance-rule.ts';
export { ALARM_STATES, allows, deadlineOf, operatorSteps, type Alarm, type AlarmState } from './transitions.ts';
export {
  MAX_NOTE,
  OPERATOR_STEPS,
  STEPS,
  type AlarmEvent,
  type Evidence,
  type OperatorStep,
  type Priority,
  type Step,
} from './event.ts';
export { CONFIRM_WITHIN, PRIORITY_FROM, priorityOf, RULE_POLICY, type RulePolicy } from './policy.ts';
