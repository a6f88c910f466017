/**
 * What only oracles, benches and tests of this room may reach for; nothing that is shipped imports it (kept by lint).
 */
export { type ReplayAnswer, readSnapshot } from './kept-snapshot.ts';
