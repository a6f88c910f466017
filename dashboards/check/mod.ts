/** What servers and tests check a dashboard with; needs the file system and a schema validator, so no screen imports it. */
export { canonicalText } from './canonical.ts';
export { faultsOf, readDashboard } from './validate.ts';
