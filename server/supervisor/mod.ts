/** The supervisor's door. */
export { startSupervisor, type Progress, type Supervisor } from './supervisor.ts';
export type { ChildMessage, ChildState } from './child.ts';
export {
  freePort,
  isFree,
  LOOPBACK,
  prepareEndpoints,
  readEndpoints,
  runDirectory,
  type Endpoints,
} from '../platform/endpoints.ts';
export { natsRole } from './broker.ts';
export { superviseHere } from './foreground.ts';
