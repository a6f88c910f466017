import type { NatsConnection } from '@nats-io/transport-node';
import type { ErrorCode } from '../../streams/contracts/errors.ts';
import { LIVE_BEAT } from '../../streams/contracts/subjects.ts';

/** How often the leader sends a heartbeat, ms. */
const HEARTBEAT_EVERY_MS = 500;

/**
 * The producers' heartbeat: the process that holds the lease of the windows sends it twice a second on core NATS, with
 * what is wrong on its side. Ticks are five seconds apart and may be late on a busy machine; that nothing is computed
 * at all is reported to screens within three.
 */
export interface Heartbeat {
  readonly epoch: number;
  /** What else is wrong on the producers' side. */
  readonly notices: readonly ErrorCode[];
}

/**
 * @param heartbeat what to send now; null where there is nothing to send (this process does not lead, or the broker is
 * away)
 */
export function sendHeartbeats(
  nats: Pick<NatsConnection, 'publish' | 'isClosed'>,
  heartbeat: () => Heartbeat | null,
): { close(): void } {
  const send = (): void => {
    const next = nats.isClosed() ? null : heartbeat();
    if (next !== null) nats.publish(LIVE_BEAT, JSON.stringify(next));
  };
  const timer = setInterval(send, HEARTBEAT_EVERY_MS);
  send();
  return { close: () => clearInterval(timer) };
}
