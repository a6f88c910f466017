import { AckPolicy, DeliverPolicy, type JetStreamManager } from '@nats-io/jetstream';

const NANOSECONDS_PER_MS = 1_000_000;
const FORGET_AFTER = 10_000 * NANOSECONDS_PER_MS;

/**
 * First sequence of FRAMES that the broker stored at `time` (ms UTC) or later; one past the end where there is none.
 */
export async function sequenceAtTime(manager: JetStreamManager, time: number): Promise<number> {
  const made = await manager.consumers.add('FRAMES', {
    ack_policy: AckPolicy.None,
    deliver_policy: DeliverPolicy.StartTime,
    opt_start_time: new Date(Math.max(0, time)).toISOString(),
    inactive_threshold: FORGET_AFTER,
    mem_storage: true,
    num_replicas: 1,
  });
  manager.consumers.delete('FRAMES', made.name).catch(() => undefined);
  return made.delivered.stream_seq + 1;
}
