import type { NatsConnection } from '@nats-io/transport-node';
import type { Logger } from 'pino';
import type { Store } from '../platform/store/mod.ts';
import { readSnapshot } from './read-snapshot.ts';
import { registryGaps } from './registry-gaps.ts';
import type { Registry } from './registry.ts';
import { StoredRegistry } from './stored-registry.ts';

/** How often the version in the store is checked, in case a `registry.changed` was lost. */
const REGISTRY_POLL_MS = 60_000;

/**
 * Opens the registry: reads it whole, then again on `registry.changed` and, by version, every minute.
 * A reload that fails is logged and retried at the next occasion; the present snapshot stays.
 */
export async function openRegistry(
  store: Store,
  nats: NatsConnection,
  log: Logger,
  pollMs = REGISTRY_POLL_MS,
): Promise<Registry> {
  const registry = new StoredRegistry({ store, nats, log }, await readSnapshot(store), await registryGaps(store));
  registry.follow(pollMs);
  return registry;
}
