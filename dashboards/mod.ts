/** Dashboards for screens and servers: the shape of a screen and what follows from it. Checks: `check/`. */
export { dashboardOf, layoutFor, topicsOf, type Dashboard, type Place } from './dashboard.ts';
