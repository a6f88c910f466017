/** The live room's door on the server: producers open a publisher, the edge starts a hub. */
export {
  openPublisher,
  KEYFRAME_COMMITS,
  KEYFRAME_EVERY,
  type LeasedPublisher,
  type PublisherContext,
  type PublisherOptions,
} from './publisher.ts';
export { ARCHIVED_TOPICS, keepArchive, type LiveArchive } from './archive.ts';
export { startHub, MAX_SCREENS, type HubContext, type HubExtra, type RunningHub } from './hub.ts';
export type { UpgradeRequest } from './transport.ts';
