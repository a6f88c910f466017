import type { Dispatch, DispatchOptions } from './dispatch.ts';
import { Dispatcher } from './dispatcher.ts';

/**
 * The gateway's side of the commands: sends the head of each connected device, follows it through 9011, data and 9012,
 * and writes each state as an event.
 *
 * All state is in the stream: what was sent under which QN and when it is due. So an edge that starts again, or another
 * one to which the device connects, goes on where the last event stands. The broker's expected sequence lets only one
 * edge take a step; an event is written before the frame goes out, so that an answer always finds it.
 */
export const startDispatch = (options: DispatchOptions): Dispatch => new Dispatcher(options);
