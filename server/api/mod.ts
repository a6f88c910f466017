/** The HTTP side of the edge: API, screens, health. */
export { startApi, type RunningApi } from './start-api.ts';
export type { ApiExtra } from './api-dependencies.ts';
export type { LiveTable, LiveTables } from './live-tables.ts';
