/** The dashboards' door. Screens import the JSON and `dashboard.ts`; servers read and check through here. */
export { layoutFor, topicsOf, type Dashboard, type Layout, type Place, type PlacedPanel } from './dashboard.ts';
export { canonicalText } from './canonical.ts';
export { faultsOf, readDashboard } from './validate.ts';
