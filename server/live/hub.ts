import type { ErrorCode } from '../../streams/contracts/errors.ts';
import type { ReadonlyTable, TopicName } from '../../streams/live/mod.ts';
import type { RoleContext, Running } from '../platform/running.ts';
import type { OpenTransport, UpgradeRequest } from './transport.ts';

export type HubContext = Pick<RoleContext, 'clock' | 'config' | 'log' | 'metrics' | 'nats' | 'store'>;

export interface HubExtra {
  /** What a socket may see; `null`: nothing, it is closed with 4001. */
  authorize(request: UpgradeRequest): 'public' | 'internal' | null;
  /** What else screens should report as wrong, by code; asked five times a second, so it must be cheap. */
  readonly notices?: () => readonly ErrorCode[];
  /** The other library than the one that loads; for the conformance tests. */
  readonly transport?: OpenTransport;
  readonly maxScreens?: number;
}

/** A topic's state by its place in the stream, with a hash of its rows. */
export interface HubTopicState {
  readonly epoch: number;
  readonly seq: number;
  readonly hash: string;
  readonly rows: number;
}

/** A topic's whole state as messages. `time`: when its producer closed it, ms UTC. */
export interface HubSnapshot {
  readonly messages: readonly Uint8Array[];
  readonly time: number;
}

/** A topic's present rows. `time`: when its producer closed them, ms UTC. */
export interface HubTable {
  readonly table: ReadonlyTable;
  readonly time: number;
}

export interface RunningHub extends Running {
  readonly port: number;
  readonly transport: 'uws' | 'ws';
  /** Of this hub's run. */
  readonly id: string;
  /** A topic's state as a screen that holds nothing would be sent it; null until its first state has arrived. */
  snapshot(topic: TopicName): HubSnapshot | null;
  /** Each topic's state as it is now. For tests and benches. */
  states(): ReadonlyMap<string, HubTopicState>;
  /** One topic as it is now; null until its first state has arrived. Valid until the next turn of the event loop. */
  table(topic: TopicName): HubTable | null;
}
