import { Type } from '@sinclair/typebox';
import { closed, nullable, defaulted } from './schema.ts';
import { Instant } from './common-schemas.ts';
import { operation } from './operation.ts';

export const rejectsOperation = operation({
  id: 'rejects',
  method: 'GET',
  path: '/api/rejects',
  access: 'viewer',
  summary: '拒收记录 · frames that could not be opened, newest first',
  tag: 'operations',
  query: closed({
    limit: defaulted(Type.Integer({ minimum: 1, maximum: 200 }), 50),
    before: Type.Optional(Type.Integer({ minimum: 2, description: 'Only those before this `sequence`' })),
  }),
  status: 200,
  answer: closed({
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
});
