import type { NatsConnection } from '@nats-io/transport-node';
import type { Logger } from 'pino';
import type { Store } from '../platform/store/mod.ts';
import type { KeySafe } from './key-safe.ts';

export interface KeyRingOptions {
  readonly store: Store;
  readonly nats: NatsConnection;
  readonly log: Logger;
  readonly safe: KeySafe;
  /** Is the device in the registry? Only then are its kept frames asked for. */
  readonly isKnown: (device: string) => boolean;
  readonly pollMs?: number;
}
