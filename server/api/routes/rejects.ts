import { Type } from '@sinclair/typebox';
import { openRejectLog } from '../../ingest/mod.ts';
import type { Rooms } from '../api-dependencies.ts';
import { closed, faults, Instant, nullable, type Api } from '../schema.ts';

const MAX_REASONS = 200;

/** Frames and items that could not be opened: newest first from stream REJECTS, and how many by reason. */
export async function rejectRoutes(app: Api, { context, bound }: Rooms): Promise<void> {
  const rejects = openRejectLog(context);
  app.get(
    '/api/rejects',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'rejects',
        summary: '拒收记录 · frames that could not be opened, newest first',
        tags: ['operations'],
        querystring: closed({
          limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
          before: Type.Optional(Type.Integer({ minimum: 2, description: 'Only those before this `sequence`' })),
        }),
        response: {
          200: closed({
            total: Type.Integer(),
            reasons: Type.Array(closed({ source: Type.String(), reason: Type.String(), count: Type.Integer() })),
            items: Type.Array(
              closed({
                sequence: Type.Integer(),
                source: Type.String(),
                reason: Type.String(),
                detail: Type.String(),
                item: nullable(Type.String()),
                device: Type.String(),
                remote: Type.String(),
                received: nullable(Instant),
                offset: nullable(Type.Integer({ description: 'Bytes from the start to where it went wrong' })),
                bytes: Type.Integer(),
                preview: Type.String(),
                frame: nullable(Type.Integer({ description: 'Ordinal of the frame: its trace id' })),
              }),
            ),
          }),
          ...faults,
        },
      },
    },
    async ({ query, ip }) => {
      bound(ip);
      const [{ total, reasons }, items] = await Promise.all([
        rejects.counts(),
        rejects.newest(query.limit, query.before),
      ]);
      return { total, reasons: reasons.slice(0, MAX_REASONS), items: [...items] };
    },
  );
}
