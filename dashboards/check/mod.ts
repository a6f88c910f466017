/** The checks of a dashboard; they need the file system and a schema validator, so no screen imports them. */
export { canonicalText } from './canonical.ts';
export { faultsOf, readDashboard } from './validate.ts';
