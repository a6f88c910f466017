import type { ErrorCode } from '../../streams/contracts/errors.ts';
import type { LivePublisher } from '../../streams/live/mod.ts';
import type { PartState, RoleContext } from '../platform/running.ts';

export type PublisherContext = Pick<RoleContext, 'clock' | 'log' | 'nats' | 'jetstream' | 'metrics'>;

export interface PublisherOptions {
  /** Lease key: producers that run in different processes for different topics hold different ones. */
  readonly lease?: string;
  /** ms. */
  readonly leaseDuration?: number;
  /** What is wrong on the producers' side, by code: screens get it with the next heartbeat. Asked twice a second. */
  readonly notices?: () => readonly ErrorCode[];
}

export interface LeasedPublisher extends LivePublisher {
  /** Only the leader publishes; a standby keeps its state ready. */
  isLeader(): boolean;
  /** Epoch of the last leadership of this process, 0 where none. */
  epoch(): number;
  /** Called with the epoch at each taking, and at once where it is leader already. Returns how to stop. */
  onLeader(callback: (epoch: number) => void): () => void;
  parts(): readonly PartState[];
  close(): Promise<void>;
}
