import type { NatsConnection } from '@nats-io/transport-node';
import { REGISTRY_CHANGED } from '../../streams/contracts/subjects.ts';

/** Tells every role that the registry changed: after `importPack`, or any write of it. */
export function announceRegistry(nats: NatsConnection, version: number): void {
  nats.publish(REGISTRY_CHANGED, JSON.stringify({ version }));
}
