/** The HTTP side of the edge: API, screens, health. */
export { startApi, type RunningApi } from './start-api.ts';
