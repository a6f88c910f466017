import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Clock } from '../../streams/contracts/clock.ts';
import type { Config } from './config.ts';
import type { Store } from './store/mod.ts';

/** What every room is given. Nothing in a room reads the environment, the clock or a global. */
export interface RoleContext {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Logger;
  readonly nats: NatsConnection;
  readonly jetstream: JetStreamClient;
  readonly manager: JetStreamManager;
  readonly store: Store;
  /** prom-client registry of this process; names begin with `guanlan_`. */
  readonly metrics: Registry;
}

/** One part's health as `/readyz` shows it. */
export interface PartState {
  readonly part: string;
  readonly state: 'starting' | 'ready' | 'degraded' | 'down';
  /** One plain sentence where it is not ready. */
  readonly detail?: string;
  readonly figures?: Readonly<Record<string, number | string>>;
}

/** What a room hands back when it has started. */
export interface Running {
  parts(): readonly PartState[];
  close(): Promise<void>;
}
