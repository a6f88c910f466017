import type { Dashboard } from '../../dashboards/dashboard.ts';
import { topicsOf } from '../../dashboards/dashboard.ts';
import dashboard from '../../dashboards/public.json';
import GridScreen from '../shell/grid-screen.vue';
import { startScreen } from '../shell/start.ts';

const display = dashboard as unknown as Dashboard;
void startScreen({ root: GridScreen, props: { dashboard: display }, grid: display.grid, topics: topicsOf(display), cityPath: '/api/public/city' });
