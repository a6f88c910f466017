/** The live room's door on the server: producers open a publisher, the edge starts a hub. */
export { openPublisher, type LeasedPublisher } from './publisher.ts';
export { ARCHIVED_TOPICS, keepArchive, type LiveArchive } from './archive.ts';
export { startHub, type RunningHub } from './hub.ts';
