/** Real parts for tests: nats-server, the embedded store, Chromium. Share one of each per test file. */
export { freePort } from '../../server/platform/endpoints.ts';
export { run, tempDir, underLoad, until, type Spawned } from './processes.ts';
export { startNats, type TestNats } from './nats.ts';
export { startStore, SHARED_DATA, type TestStore } from './store.ts';
export { startGuanlan, type TestGuanlan } from './guanlan.ts';
export { browser } from './browser.ts';
export { startBrokenSection } from './broken-section.ts';
export { unexplained } from './unexplained.ts';
export { partly } from './partly.ts';
