/** Entry of ingest: frames to readings, hours and days. */
export { startIngest } from './start-ingest.ts';
export type { IngestExtra, RunningIngest } from './running-ingest.ts';
export { INGEST_BOUNDS, type IngestBounds } from './bounds.ts';
export { openRejectLog, type Rejected, type RejectLog } from './reject-log.ts';
export { numberingOf, readGenerations } from './numbering.ts';
export { generationOf, sequenceOf } from './ordinals.ts';
