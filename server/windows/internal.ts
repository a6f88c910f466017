/** What only oracles, benches and tests of this room may reach for; nothing that is shipped imports it (kept by lint). */
export { NO_ANSWERS, slowQuestions, type SlowAnswers } from './slow-questions.ts';
export { fillStandardTables } from './standard-tables.ts';
export { Ticker, type TickResult } from './tick.ts';
export {
  LOOK_BACK_SECONDS,
  NO_WORK,
  HOURS_REFRESH_SECONDS,
  openRollingState,
  type RollingState,
  type StateWork,
} from './rolling-state.ts';
export { standingsOf } from './standing.ts';
