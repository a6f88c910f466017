import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream';
import type { Logger } from 'pino';
import { DEFAULT_ZONE } from '../../streams/contracts/civil-time.ts';
import type { Clock } from '../../streams/contracts/clock.ts';
import type { RoleContext } from '../platform/running.ts';
import type { Store } from '../platform/store/mod.ts';
import { TickPriority, type YieldsToTicks } from '../platform/tick-priority.ts';
import { INGEST_BOUNDS, type IngestBounds } from './bounds.ts';
import { ingestMetrics, type IngestMetrics } from './metrics.ts';
import type { IngestExtra } from './running-ingest.ts';

/** What all parts of one running ingest share. */
export interface IngestContext {
  readonly store: Store;
  readonly jetstream: JetStreamClient;
  readonly manager: JetStreamManager;
  readonly clock: Clock;
  readonly log: Logger;
  readonly bounds: IngestBounds;
  readonly metrics: IngestMetrics;
  readonly tickPriority: YieldsToTicks;
  /** Civil time zone of the city now. */
  readonly zone: () => string;
  /** Fires when ingest closes. */
  readonly signal: AbortSignal;
}

/** What ingest needs of the process it runs in. */
export type IngestResources = Pick<RoleContext, 'store' | 'jetstream' | 'manager' | 'clock' | 'log' | 'metrics'>;

export function ingestContext(
  { store, jetstream, manager, clock, log, metrics }: IngestResources,
  { bounds = {}, registry, tickPriority = new TickPriority(clock) }: IngestExtra,
  signal: AbortSignal,
): IngestContext {
  return Object.freeze({
    store,
    jetstream,
    manager,
    clock,
    log: log.child({ module: 'ingest' }),
    bounds: { ...INGEST_BOUNDS, ...bounds },
    metrics: ingestMetrics(metrics),
    tickPriority,
    zone: () => registry.city?.timezone ?? DEFAULT_ZONE,
    signal,
  });
}
