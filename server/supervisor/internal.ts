/**
 * What only oracles, benches and tests of this room may reach for; nothing that is shipped imports it (kept by lint).
 */
export { powerLossOf } from './broker.ts';
export { logFile } from './log-file.ts';
