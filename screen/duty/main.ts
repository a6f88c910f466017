import { dashboardOf, topicsOf } from '../../dashboards/mod.ts';
import dashboard from '../../dashboards/duty.json';
import GridScreen from '../shell/grid-screen.vue';
import { startScreen } from '../shell/start.ts';

const duty = dashboardOf(dashboard);
void startScreen({
  root: GridScreen,
  props: { dashboard: duty },
  grid: duty.grid,
  topics: topicsOf(duty),
  cityPath: '/api/city',
});
