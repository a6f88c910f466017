import { Type } from '@sinclair/typebox';
import { closed, nullable } from './schema.ts';
import { Instant, InstantInput } from './common-schemas.ts';
import { operation } from './operation.ts';

export const replayRangeOperation = operation({
  id: 'replayRange',
  method: 'GET',
  path: '/api/replay/range',
  access: 'viewer',
  summary: '回放范围 · from when until when moments are kept',
  tag: 'operations',
  query: closed({}),
  status: 200,
  answer: closed({ oldest: nullable(Instant), newest: nullable(Instant) }),
});

export const replayOperation = operation({
  id: 'replay',
  method: 'GET',
  path: '/api/replay',
  access: 'viewer',
  summary: '回放 · what the screens held at a past moment',
  tag: 'operations',
  query: closed({ at: InstantInput }),
  status: 200,
  answer: closed(
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
});
