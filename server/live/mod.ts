/** The live stream on the server: producers open a publisher, the edge starts a hub. */
export type { LeasedPublisher } from './leased-publisher.ts';
export { openPublisher } from './open-publisher.ts';
export { ARCHIVED_TOPICS, keepArchive, type LiveArchive } from './archive.ts';
export type { RunningHub } from './hub.ts';
export { startHub } from './start-hub.ts';
