import { dashboardOf, topicsOf } from '../../dashboards/mod.ts';
import dashboard from '../../dashboards/public.json';
import type { DesignGrid } from '../design/unit.ts';
import { startScreen } from '../shell/start.ts';
import PublicScreen from './public-screen.vue';

const display = dashboardOf(dashboard);

/** Kiosk 270 x 480, street display 480 x 270, phone by its width alone: it scrolls. */
const gridFor = (width: number, height: number): DesignGrid =>
  width <= 700
    ? { columns: 97.5, rows: 1 }
    : width / height > 1.25
      ? { columns: display.grid.rows, rows: display.grid.columns }
      : display.grid;

void startScreen({
  root: PublicScreen,
  props: { dashboard: display },
  grid: gridFor,
  topics: topicsOf(display),
  cityPath: '/api/public/city',
});
