import { Type } from '@sinclair/typebox';
import { GuanlanError } from '../../../streams/errors.ts';
import { topicById, TOPICS_SCHEMA } from '../../../streams/live/mod.ts';
import { loadQuery } from '../../store/mod.ts';
import type { Rooms } from '../rooms.ts';
import { closed, faults, Instant, InstantInput, type Api } from '../schema.ts';

const DAY = 86_400;
/** Days that moments are kept; older ones go with their partition. */
const KEPT_DAYS = 8;

interface Range { readonly found: number; readonly oldest: number; readonly newest: number; readonly kept: string }
interface Row { readonly topic: number; readonly hub: string; readonly chunk: number; readonly chunks: number; readonly message: string }

/** Of each topic the whole state of one hub, the first that has all of its chunks. */
function statesOf(rows: readonly Row[]): { readonly name: string; readonly messages: string[] }[] {
  return [...Map.groupBy(rows, ({ topic }) => topic)].flatMap(([topic, of]) => {
    const whole = [...Map.groupBy(of, ({ hub }) => hub).values()].find((chunks) => chunks.length === chunks[0]!.chunks);
    const definition = topicById.get(topic);
    return whole && definition ? [{ name: definition.name, messages: whole.map(({ message }) => message) }] : [];
  });
}

/** `GET /api/replay`: what the screens held at a moment of the last eight days, as the live protocol would send it. */
export async function replayRoutes(app: Api, { context, bound }: Rooms): Promise<void> {
  const [range, moment] = [loadQuery('history/replay-range'), loadQuery('history/replay-moment')];
  app.get('/api/replay', {
    config: { access: 'viewer' },
    schema: {
      operationId: 'replay', summary: '回放 · what the screens held at a past moment', tags: ['operations'],
      querystring: closed({ at: InstantInput }),
      response: {
        200: closed({
          at: Instant, oldest: Instant, newest: Instant,
          topics: Type.Array(closed({ name: Type.String(), messages: Type.Array(Type.String({ description: 'A snapshot of the live protocol (docs/protocol.md), base64' })) })),
        }, { description: '`at`: the kept moment that is shown, the newest not later than the one asked for' }),
        ...faults,
      },
    },
  }, async ({ query, ip }) => {
    const at = Date.parse(query.at);
    if (!Number.isFinite(at) || at < 0 || at > 4_294_967_295_000) throw new GuanlanError('GL_BAD_REQUEST', 'querystring/at is no instant of the calendar');
    bound(ip);
    const [around] = await context.store.rows<Range>('history', range, { at: Math.floor(at / 1000), since: Math.floor(context.clock.now() / 1000) - (KEPT_DAYS + 1) * DAY, schema: TOPICS_SCHEMA });
    if (!around || Number(around.kept) === 0) throw new GuanlanError('GL_MOMENT_NOT_KEPT', 'no moment has been kept yet');
    if (around.found === 0) throw new GuanlanError('GL_MOMENT_NOT_KEPT', `moments are kept from ${new Date(around.oldest * 1000).toISOString()}`);
    const rows = await context.store.rows<Row>('history', moment, { at: around.found, schema: TOPICS_SCHEMA });
    const instant = (seconds: number): string => new Date(seconds * 1000).toISOString();
    return { at: instant(around.found), oldest: instant(around.oldest), newest: instant(around.newest), topics: statesOf(rows) };
  });
}
