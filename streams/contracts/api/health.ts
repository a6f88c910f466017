import { Type } from '@sinclair/typebox';
import { closed, choice, nullable } from './schema.ts';
import { Names, Instant } from './common-schemas.ts';
import { operation } from './operation.ts';

const PART_STATES = ['starting', 'ready', 'degraded', 'down'] as const;

export const aliveOperation = operation({
  id: 'alive',
  method: 'GET',
  path: '/healthz',
  access: 'public',
  summary: '存活 · this process answers',
  tag: 'health',
  query: closed({}),
  status: 200,
  answer: closed({ alive: Type.Boolean() }),
});

export const readyOperation = operation({
  id: 'ready',
  method: 'GET',
  path: '/readyz',
  access: 'public',
  summary: "就绪 · the first tick is done, and each part's state",
  tag: 'health',
  query: closed({}),
  status: 200,
  alsoStatus: 503,
  answer: closed({
    ready: Type.Boolean(),
    tick: nullable(Instant),
    transport: Type.String({ description: 'uws, or ws where uWebSockets.js cannot be loaded' }),
    parts: Type.Array(
      closed({
        part: Type.String(),
        role: Type.String(),
        state: choice(PART_STATES),
        detail: Type.Optional(Type.String()),
        figures: Type.Optional(
          Type.Record(Type.String(), Type.Union([Type.Number(), Type.String()]), { description: 'For viewers only' }),
        ),
      }),
    ),
    durability: closed({ processDeath: Names, powerLoss: Names, syncIntervalSeconds: Type.Integer() }),
  }),
});

export const metricsOperation = operation({
  id: 'metrics',
  method: 'GET',
  path: '/metrics',
  access: 'viewer',
  summary: '指标 · Prometheus metrics of every role',
  tag: 'health',
  query: closed({}),
  status: 200,
  answer: Type.String(),
});
