/** The dashboards' door for screens and servers alike: the shape of a screen and what follows from it. Checks: `check/`. */
export { layoutFor, topicsOf, type Dashboard, type Layout, type Place, type PlacedPanel } from './dashboard.ts';
