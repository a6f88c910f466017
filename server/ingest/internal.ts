/** What only oracles, benches and tests of other modules may import; nothing that is shipped does (kept by lint). */
export { READING_WIDTH, readingAt, ReadingRows, READING_COLUMNS } from './reading-rows.ts';
export { isKept } from './retention.ts';
