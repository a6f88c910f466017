import { Type } from '@sinclair/typebox';
import { readDashboard } from '../../../dashboards/check/mod.ts';
import { GuanlanError } from '../../../streams/contracts/errors.ts';
import { reaches } from '../../access/mod.ts';
import { closed, faults, type Api } from '../schema.ts';

const SCREENS = ['wall', 'duty', 'public'] as const;

/** What each screen shows, as data. The public's is public, the others are for viewers. */
export async function dashboardRoutes(app: Api): Promise<void> {
  const dashboards = new Map(SCREENS.map((screen) => [screen as string, readDashboard(screen)]));
  app.get(
    '/api/dashboards',
    {
      config: { access: 'public' },
      schema: {
        operationId: 'dashboards',
        summary: '大屏清单 · the screens',
        tags: ['site'],
        querystring: closed({}),
        response: { 200: closed({ items: Type.Array(closed({ id: Type.String(), page: Type.String() })) }), ...faults },
      },
    },
    async () => ({ items: SCREENS.map((id) => ({ id, page: `/${id}` })) }),
  );
  app.get(
    '/api/dashboards/:id',
    {
      config: { access: 'public' },
      schema: {
        operationId: 'dashboard',
        summary: '大屏定义 · one screen: its panels, topics and places',
        tags: ['site'],
        params: closed({ id: Type.String({ pattern: '^[a-z-]{1,32}$' }) }),
        querystring: closed({}),
        response: { 200: Type.Object({ screen: Type.String() }, { additionalProperties: true }), ...faults },
      },
    },
    async ({ params, grant }) => {
      const dashboard = dashboards.get(params.id);
      if (!dashboard) throw new GuanlanError('GL_NOT_FOUND', `dashboard ${params.id}`);
      if (dashboard.screen !== 'public' && !reaches(grant, 'viewer')) throw new GuanlanError('GL_UNAUTHORIZED');
      return dashboard;
    },
  );
}
