/** What only oracles, benches and tests of this room may reach for; nothing that is shipped imports it (kept by lint). */
export { computeHours, nextChunk, type ChunkOptions } from './hours.ts';
export { fillQualityTables, fillNeighbours } from './quality-tables.ts';
export { computeQuality } from './quality.ts';
export { computeDay, nextDay } from './days.ts';
