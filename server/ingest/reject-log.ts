import { DeliverPolicy, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import { decodedHeader, frameText } from '../../streams/contracts/frame-text.ts';
import { FRAME_HEADERS } from '../../streams/contracts/subjects.ts';
import { REJECT_HEADERS } from './rejects.ts';

/** Characters of a rejected frame that are shown. */
const PREVIEW = 400;
const FETCH_MS = 2000;

/** One frame, or one item of a frame, that could not be opened. */
export interface Rejected {
  /** In stream REJECTS. */
  readonly sequence: number;
  readonly source: string;
  readonly reason: string;
  readonly detail: string;
  /** Which item of the frame; null where it is the whole frame. */
  readonly item: string | null;
  readonly device: string;
  readonly remote: string;
  /** ISO 8601 UTC. */
  readonly received: string | null;
  /** Bytes from the start to where it went wrong. */
  readonly offset: number | null;
  readonly bytes: number;
  readonly preview: string;
  /** Ordinal of the frame: its trace id. */
  readonly frame: number | null;
}

interface RejectCounts {
  readonly total: number;
  /** The most frequent first. */
  readonly reasons: readonly { readonly source: string; readonly reason: string; readonly count: number }[];
}

/** What could not be opened and is still kept in stream REJECTS. Throws GL_STREAM_UNAVAILABLE. */
export interface RejectLog {
  counts(): Promise<RejectCounts>;
  /** Newest first: at most `limit` of those before sequence `before`. */
  newest(limit: number, before?: number): Promise<readonly Rejected[]>;
}

export function openRejectLog({
  jetstream,
  manager,
}: {
  readonly jetstream: JetStreamClient;
  readonly manager: JetStreamManager;
}): RejectLog {
  const asked = async <T>(ask: () => Promise<T>): Promise<T> => {
    try {
      return await ask();
    } catch (error) {
      throw new GuanlanError('GL_STREAM_UNAVAILABLE', 'rejects', { cause: error });
    }
  };

  async function read(start: number, end: number): Promise<Rejected[]> {
    const items: Rejected[] = [];
    const consumer = await jetstream.consumers.get('REJECTS', {
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: start,
    });
    const messages = await consumer.fetch({ max_messages: end - start + 1, expires: FETCH_MS });
    for await (const message of messages) {
      if (message.seq > end) break;
      const header = (name: string): string => message.headers?.get(name) ?? '';
      const whole = (name: string): number | null => (/^\d{1,16}$/.test(header(name)) ? Number(header(name)) : null);
      const [, source = '', reason = ''] = message.subject.split('.');
      const received = whole(FRAME_HEADERS.received);
      items.push({
        sequence: message.seq,
        source,
        reason,
        detail: decodedHeader(header(REJECT_HEADERS.detail)),
        item: header(REJECT_HEADERS.item) === '' ? null : decodedHeader(header(REJECT_HEADERS.item)),
        device: decodedHeader(header(FRAME_HEADERS.device)),
        remote: decodedHeader(header(FRAME_HEADERS.remote)),
        received: received === null ? null : new Date(received).toISOString(),
        offset: whole(REJECT_HEADERS.offset),
        bytes: message.data.length,
        preview: frameText(message.data, PREVIEW),
        frame: whole(REJECT_HEADERS.ordinal),
      });
      if (message.seq === end) break;
    }
    return items.reverse();
  }

  return {
    counts: () =>
      asked(async () => {
        const { messages: total, subjects = {} } = (
          await manager.streams.info('REJECTS', { subjects_filter: 'rejects.>' })
        ).state;
        const reasons = Object.entries(subjects).map(([subject, count]) => {
          const [, source = '', reason = ''] = subject.split('.');
          return { source, reason, count };
        });
        return { total, reasons: reasons.sort((a, b) => b.count - a.count) };
      }),
    newest: (limit, before = Infinity) =>
      asked(async () => {
        const { first_seq: first, last_seq: last, messages: total } = (await manager.streams.info('REJECTS')).state;
        const end = Math.min(last, before - 1);
        const start = Math.max(first, end - limit + 1);
        return total === 0 || end < start ? [] : await read(start, end);
      }),
  };
}
