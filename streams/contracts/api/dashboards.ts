import { Type } from '@sinclair/typebox';
import { closed } from './schema.ts';
import { operation } from './operation.ts';

export const dashboardsOperation = operation({
  id: 'dashboards',
  method: 'GET',
  path: '/api/dashboards',
  access: 'public',
  summary: '大屏清单 · the screens',
  tag: 'site',
  query: closed({}),
  status: 200,
  answer: closed({ items: Type.Array(closed({ id: Type.String(), page: Type.String() })) }),
});

export const dashboardOperation = operation({
  id: 'dashboard',
  method: 'GET',
  path: '/api/dashboards/:id',
  access: 'public',
  summary: '大屏定义 · one screen: its panels, topics and places',
  tag: 'site',
  params: closed({ id: Type.String({ pattern: '^[a-z-]{1,32}$' }) }),
  query: closed({}),
  status: 200,
  answer: Type.Object({ screen: Type.String() }, { additionalProperties: true }),
});
