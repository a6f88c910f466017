/** Commands to devices 设备命令: asked through the API, carried by stream COMMANDS, sent by the edge that holds the device. */
export { FINAL_STEPS, isOpen, type Command, type CommandEvent, type CommandStep, type Line } from './command.ts';
export {
  COMMAND_BOUNDS,
  COMMAND_WAIT,
  openCommandDesk,
  type Ask,
  type CommandBounds,
  type CommandDesk,
} from './command-queue.ts';
export { DISPATCH_LIMITS, startDispatch, type Dispatch, type DispatchLimits } from './dispatch.ts';
export {
  CALL_RANGE,
  COMMAND_KINDS,
  KEY_PARAMETER,
  MINUTE_INTERVALS,
  REALTIME_INTERVAL,
  type CommandKind,
  type CommandOrder,
} from './kinds.ts';
export { keepCommandLog, type LoggedCommand } from './log.ts';
export { meaningOfExeRtn, meaningOfQnRtn } from './meanings.ts';
