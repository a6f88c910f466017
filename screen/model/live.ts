import type { ReadonlyTable, TopicName } from '../../streams/live/mod.ts';
import type { ErrorCode } from '../../streams/contracts/errors.ts';

/** live: ticks arrive; stale: the link stands but the producers are silent; lost: no link. */
export interface LinkState {
  readonly phase: 'connecting' | 'live' | 'stale' | 'lost';
  /** ms UTC */ readonly since: number;
  /** What else is wrong, by code of the catalogue. */
  readonly notices?: readonly { readonly code: ErrorCode; readonly since: number }[];
}

/** What a screen needs of the live link; `screen/live` gives it, and so can a replay with another clock. */
export interface LiveSource {
  table(topic: TopicName): ReadonlyTable | undefined;
  /** `changed` is called once per topic and delta; returns the way to stop. */
  subscribe(topics: readonly TopicName[], changed: (topic: TopicName) => void): () => void;
  readonly link: LinkState;
  onLink(changed: (link: LinkState) => void): () => void;
  /** ms UTC by the server's clock: what ages are counted from. */
  now(): number;
}
