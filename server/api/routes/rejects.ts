import { DeliverPolicy } from '@nats-io/jetstream';
import { Type } from '@sinclair/typebox';
import { GuanlanError } from '../../../streams/errors.ts';
import { FRAME_HEADERS } from '../../../streams/subjects.ts';
import type { Rooms } from '../rooms.ts';
import { closed, faults, Instant, nullable, type Api } from '../schema.ts';

/** Characters of a rejected frame that are shown. */
const PREVIEW = 400;
const MAX_REASONS = 200;
const FETCH_MS = 2000;

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
/** A frame's beginning as text: what is not printable ASCII is shown as its byte, the device's password and key are not shown. */
const previewOf = (bytes: Uint8Array): string =>
  [...bytes.subarray(0, PREVIEW)].map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`)).join('').replace(/(PW|NewKey)=[^;,&]*/gi, '$1=***');

/** Frames and items that could not be opened: newest first from stream REJECTS, and how many by reason. */
export async function rejectRoutes(app: Api, { context, bound }: Rooms): Promise<void> {
  const { jetstream, manager } = context;
  app.get('/api/rejects', {
    config: { access: 'viewer' },
    schema: {
      operationId: 'rejects', summary: '拒收记录 · frames that could not be opened, newest first', tags: ['operations'],
      querystring: closed({ limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }), before: Type.Optional(Type.Integer({ minimum: 2, description: 'Only those before this `sequence`' })) }),
      response: {
        200: closed({
          total: Type.Integer(),
          reasons: Type.Array(closed({ source: Type.String(), reason: Type.String(), count: Type.Integer() })),
          items: Type.Array(closed({
            sequence: Type.Integer(), source: Type.String(), reason: Type.String(), detail: Type.String(), item: nullable(Type.String()), device: Type.String(), remote: Type.String(),
            received: nullable(Instant), offset: nullable(Type.Integer({ description: 'Bytes from the start to where it went wrong' })), bytes: Type.Integer(), preview: Type.String(),
            frame: nullable(Type.Integer({ description: 'Ordinal of the frame: its trace id' })),
          })),
        }),
        ...faults,
      },
    },
  }, async ({ query, ip }) => {
    bound(ip);
    try {
      const info = await manager.streams.info('REJECTS', { subjects_filter: 'rejects.>' });
      const { first_seq: first, last_seq: last, messages: total, subjects = {} } = info.state;
      const reasons = Object.entries(subjects).map(([subject, count]) => {
        const [, source = '', reason = ''] = subject.split('.');
        return { source, reason, count };
      }).sort((a, b) => b.count - a.count).slice(0, MAX_REASONS);
      const end = Math.min(last, (query.before ?? Infinity) - 1);
      const start = Math.max(first, end - query.limit + 1);
      return { total, reasons, items: total === 0 || end < start ? [] : await read(start, end) };
    } catch (error) {
      throw new GuanlanError('GL_STREAM_UNAVAILABLE', '', { cause: error });
    }
  });

  async function read(start: number, end: number) {
    const items = [];
    const consumer = await jetstream.consumers.get('REJECTS', { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: start });
    const messages = await consumer.fetch({ max_messages: end - start + 1, expires: FETCH_MS });
    for await (const message of messages) {
      if (message.seq > end) break;
      const header = (name: string): string => message.headers?.get(name) ?? '';
      const whole = (name: string): number | null => (/^\d{1,16}$/.test(header(name)) ? Number(header(name)) : null);
      const [, source = '', reason = ''] = message.subject.split('.');
      const received = whole(FRAME_HEADERS.received);
      items.push({
        sequence: message.seq, source, reason, detail: decoded(header('Gl-Detail')), item: header('Gl-Item') === '' ? null : decoded(header('Gl-Item')),
        device: decoded(header(FRAME_HEADERS.device)), remote: decoded(header(FRAME_HEADERS.remote)), received: received === null ? null : new Date(received).toISOString(),
        offset: whole('Gl-Offset'), bytes: message.data.length, preview: previewOf(message.data), frame: whole('Gl-Ordinal'),
      });
      if (message.seq === end) break;
    }
    return items.reverse();
  }
}
