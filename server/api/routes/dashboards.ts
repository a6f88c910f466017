import { dashboardOperation, dashboardsOperation } from '../../../streams/contracts/api/dashboards.ts';
import { readDashboard } from '../../../dashboards/check/mod.ts';
import { GuanlanError } from '../../../streams/contracts/errors.ts';
import { reaches } from '../../access/mod.ts';
import type { Api } from '../api.ts';
import { serve } from '../serve.ts';

const SCREENS = ['wall', 'duty', 'public'] as const;

/** What each screen shows, as data. The public's is public, the others are for viewers. */
export async function dashboardRoutes(app: Api): Promise<void> {
  const dashboards = new Map(SCREENS.map((screen) => [screen as string, readDashboard(screen)]));
  serve(app, dashboardsOperation, () => ({ items: SCREENS.map((id) => ({ id, page: `/${id}` })) }));
  serve(app, dashboardOperation, ({ params, grant }) => {
    const dashboard = dashboards.get(params.id);
    if (!dashboard) throw new GuanlanError('GL_NOT_FOUND', `dashboard ${params.id}`);
    if (dashboard.screen !== 'public' && !reaches(grant, 'viewer')) throw new GuanlanError('GL_UNAUTHORIZED');
    return dashboard;
  });
}
