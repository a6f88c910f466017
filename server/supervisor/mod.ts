/** The supervisor's door. */
export { natsRole } from './broker.ts';
export { superviseHere } from './foreground.ts';
