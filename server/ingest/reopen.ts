import { AckPolicy, DeliverPolicy, type JetStreamClient, type JetStreamManager, type JsMsg } from '@nats-io/jetstream';
import type { Logger } from 'pino';
import { COMMAND_REOPEN, framesOfDevice } from '../../streams/contracts/subjects.ts';
import type { Registry } from '../registry/mod.ts';
import { Batch } from './batch.ts';
import type { IngestBounds } from './bounds.ts';
import { readFrames } from './read-frames.ts';
import type { Opener } from './opener.ts';
import { pause } from '../platform/pause.ts';
import type { ReadUpTo } from './read-position.ts';
import { sequenceOf } from './ordinals.ts';
import { streamInfo } from './stream-info.ts';
import { untilDone } from '../platform/retry.ts';
import type { WriteQueue } from './write-queue.ts';

const DURABLE = 'ingest-reopen';
const NANOSECONDS_PER_MS = 1_000_000;
/** A command whose work process died is given out again after this. */
const ACK_WAIT = 30_000;
const BETWEEN_ATTEMPTS = 5_000;

export interface ReopenOptions {
  readonly jetstream: JetStreamClient;
  readonly manager: JetStreamManager;
  readonly registry: Pick<Registry, 'byDevice' | 'reload'>;
  readonly log: Logger;
  readonly bounds: IngestBounds;
  readonly queue: WriteQueue;
  /** A fresh one per command: its parts wait for parts of the same past. */
  readonly newOpener: () => Opener;
  /** Where ingest reads now; `null` before it does. */
  readonly position: () => ReadUpTo | null;
  readonly signal: AbortSignal;
}

function deviceIn(message: JsMsg): string | null {
  try {
    const { device } = message.json<{ device?: unknown }>();
    return typeof device === 'string' && device !== '' ? device : null;
  } catch {
    return null;
  }
}

/**
 * Opens the kept frames of a device that was registered after they came, each with its own ordinal, up to where ingest
 * is now; what comes later finds the device known. A command counts as done only when its readings are in the store.
 */
export async function followReopenCommands(options: ReopenOptions): Promise<void> {
  const { jetstream, manager, log, bounds, signal } = options;
  while (!signal.aborted) {
    try {
      await manager.consumers.add('COMMANDS', {
        durable_name: DURABLE,
        ack_policy: AckPolicy.Explicit,
        deliver_policy: DeliverPolicy.All,
        filter_subject: COMMAND_REOPEN,
        ack_wait: ACK_WAIT * NANOSECONDS_PER_MS,
        max_ack_pending: 1,
        max_deliver: -1,
      });
      const consumer = await jetstream.consumers.get('COMMANDS', DURABLE);
      while (!signal.aborted) {
        const messages = await consumer.fetch({ max_messages: 1, expires: bounds.pullWait });
        const stop = (): void => {
          messages.stop();
        };
        signal.addEventListener('abort', stop, { once: true });
        for await (const message of messages) await obey(message, options);
        signal.removeEventListener('abort', stop);
      }
    } catch (error) {
      if (!signal.aborted) log.warn({ err: error }, 'the commands cannot be read now; trying again');
      await pause(bounds.retryPause, signal);
    }
  }
}

async function obey(message: JsMsg, options: ReopenOptions): Promise<void> {
  const { registry, log, bounds, signal } = options;
  const device = deviceIn(message);
  if (device === null) {
    log.warn({ seq: message.seq }, 'a reopen command names no device; dropped');
    return message.term('names no device');
  }
  // The command may overtake the news of the change it belongs to: with yesterday's units its frames would be opened in
  // vain.
  await untilDone(() => registry.reload(), {
    longest: bounds.retryPause,
    signal,
    failed: (error, attempt) => {
      message.working();
      if (attempt === 1) log.warn({ err: error, device }, 'the registry cannot be read now; a reopen command waits');
    },
  });
  const position = options.position();
  if (position === null) return message.nak(BETWEEN_ATTEMPTS);
  if (!registry.byDevice(device)) {
    if (message.info.deliveryCount < bounds.reopenAttempts) return message.nak(BETWEEN_ATTEMPTS);
    log.warn({ device }, 'a reopen command names a device that nobody registered; dropped');
    return message.term('not registered');
  }
  const frames = await reopen(device, position, message, options);
  log.info({ device, frames }, 'kept frames of a device opened again');
  message.ack();
}

async function reopen(
  device: string,
  { numbering, taken }: NonNullable<ReturnType<ReopenOptions['position']>>,
  message: JsMsg,
  options: ReopenOptions,
): Promise<number> {
  const { jetstream, manager, bounds, queue, signal } = options;
  const first = (await streamInfo(manager)).state.first_seq;
  let frames = 0;
  // The registry keys devices in upper case; the subject has the id as the device spells it.
  for (const subject of new Set([device, device.toUpperCase(), device.toLowerCase()].map(framesOfDevice))) {
    const opener = options.newOpener();
    const batch = new Batch();
    for await (const frame of readFrames({
      jetstream,
      manager,
      numbering,
      from: Math.max(1, first),
      subject,
      pull: bounds.pull,
      wait: bounds.pullWait,
      signal,
      until: sequenceOf(taken),
    })) {
      opener.open(frame, batch);
      // The clock of `touched` must not run behind the frames that ingest took meanwhile.
      batch.last = Math.max(batch.last, taken);
      frames += 1;
      if (batch.readings.count >= bounds.batchReadings || batch.frames >= bounds.batchFrames) {
        await queue.write(batch);
        batch.clear();
        message.working();
      }
    }
    if (!batch.isEmpty) await queue.write(batch);
  }
  return frames;
}
