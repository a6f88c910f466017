import { dashboardOf, topicsOf } from '../../dashboards/mod.ts';
import dashboard from '../../dashboards/wall.json';
import GridScreen from '../shell/grid-screen.vue';
import { startScreen } from '../shell/start.ts';

const wall = dashboardOf(dashboard);
void startScreen({
  root: GridScreen,
  props: { dashboard: wall },
  grid: wall.grid,
  topics: topicsOf(wall),
  cityPath: '/api/city',
});
