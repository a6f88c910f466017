/**
 * What only oracles, benches and tests of this room may import; nothing that is shipped does (kept by
 * dependency-cruiser).
 */
export { NO_ANSWERS, slowQuestions, type SlowAnswers } from './slow-questions.ts';
export { fillStandardTables } from './standard-tables.ts';
export { Ticker } from './tick.ts';
export type { TickResult } from './tick-result.ts';
export { HOURS_REFRESH_SECONDS } from './base-hours.ts';
export { LOOK_BACK_SECONDS, NO_WORK, openRollingState, type RollingState, type StateWork } from './rolling-state.ts';
export { standingsOf } from './standing.ts';
