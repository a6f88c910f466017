/**
 * What only oracles, benches and tests of this room may reach for; nothing that is shipped imports it (kept by lint).
 */
export { Gate } from './gate.ts';
export { CRC_BYTES, MAX_FRAME, PREFIX } from './limits.ts';
export { MAX_RECORDS } from './records.ts';
