/** What only oracles, benches and tests of other modules may import; nothing that is shipped does (kept by lint). */
export { computeHours } from './hours.ts';
export { nextChunk, type ChunkOptions } from './next-chunk.ts';
export { fillQualityTables, fillNeighbours } from './quality-tables.ts';
export { computeQuality } from './quality.ts';
export { computeDay, nextDay } from './days.ts';
