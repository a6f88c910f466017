import { type Dashboard, topicsOf } from '../../dashboards/mod.ts';
import dashboard from '../../dashboards/wall.json';
import GridScreen from '../shell/grid-screen.vue';
import { startScreen } from '../shell/start.ts';

// The file is held against the schema of dashboards by dashboards/check; its type in TypeScript knows only plain strings.
// eslint-disable-next-line no-restricted-syntax
const wall = dashboard as unknown as Dashboard;
void startScreen({
  root: GridScreen,
  props: { dashboard: wall },
  grid: wall.grid,
  topics: topicsOf(wall),
  cityPath: '/api/city',
});
