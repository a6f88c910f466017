/** What only oracles, benches and tests of this room may reach for; nothing that is shipped imports it (kept by lint). */
export { READING_WIDTH, readingAt, ReadingRows, READING_COLUMNS } from './reading-rows.ts';
export { isKept } from './retention.ts';
