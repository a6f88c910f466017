import { Type } from '@sinclair/typebox';
import { GuanlanError } from '../../../streams/contracts/errors.ts';
import { topicById, TOPICS_SCHEMA } from '../../../streams/live/mod.ts';
import { loadQuery } from '../../platform/store/mod.ts';
import type { Rooms } from '../api-dependencies.ts';
import { closed, faults, Instant, InstantInput, nullable, type Api } from '../schema.ts';

const DAY = 86_400;
/** Days that moments are kept; older ones go with their partition. */
const KEPT_DAYS = 8;

interface Range {
  readonly found: number;
  readonly oldest: number;
  readonly newest: number;
  readonly kept: string;
}
interface Row {
  readonly topic: number;
  readonly hub: string;
  readonly chunk: number;
  readonly chunks: number;
  readonly message: string;
}

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
  const instant = (seconds: number): string => new Date(seconds * 1000).toISOString();
  const around = async (at: number): Promise<Range | null> => {
    const [found] = await context.store.rows<Range>('history', range, {
      at,
      since: Math.floor(context.clock.now() / 1000) - (KEPT_DAYS + 1) * DAY,
      schema: TOPICS_SCHEMA,
    });
    return found && Number(found.kept) > 0 ? found : null;
  };
  app.get(
    '/api/replay/range',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'replayRange',
        summary: '回放范围 · from when until when moments are kept',
        tags: ['operations'],
        querystring: closed({}),
        response: { 200: closed({ oldest: nullable(Instant), newest: nullable(Instant) }), ...faults },
      },
    },
    async ({ ip }) => {
      bound(ip);
      const kept = await around(0);
      return { oldest: kept ? instant(kept.oldest) : null, newest: kept ? instant(kept.newest) : null };
    },
  );
  app.get(
    '/api/replay',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'replay',
        summary: '回放 · what the screens held at a past moment',
        tags: ['operations'],
        querystring: closed({ at: InstantInput }),
        response: {
          200: closed(
            {
              at: Instant,
              topics: Type.Array(
                closed({
                  name: Type.String(),
                  messages: Type.Array(
                    Type.String({ description: 'A snapshot of the live protocol (docs/protocol.md), base64' }),
                  ),
                }),
              ),
            },
            { description: '`at`: the kept moment that is shown, the newest not later than the one asked for' },
          ),
          ...faults,
        },
      },
    },
    async ({ query, ip }) => {
      const at = Date.parse(query.at);
      if (!Number.isFinite(at) || at < 0 || at > 4_294_967_295_000)
        throw new GuanlanError('GL_BAD_REQUEST', 'querystring/at is no instant of the calendar');
      bound(ip);
      const kept = await around(Math.floor(at / 1000));
      if (!kept) throw new GuanlanError('GL_MOMENT_NOT_KEPT', 'no moment has been kept yet');
      if (kept.found === 0)
        throw new GuanlanError('GL_MOMENT_NOT_KEPT', `moments are kept from ${instant(kept.oldest)}`);
      const rows = await context.store.rows<Row>('history', moment, { at: kept.found, schema: TOPICS_SCHEMA });
      return { at: instant(kept.found), topics: statesOf(rows) };
    },
  );
}
