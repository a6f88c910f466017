/** Commands to devices 设备命令: asked through the API, carried by stream COMMANDS, sent by the edge that holds the device. */
export { type CommandEvent, type CommandStep } from './command.ts';
export { COMMAND_WAIT, openCommandQueue, type CommandQueue } from './command-queue.ts';
export { startDispatch, type Dispatch } from './dispatch.ts';
export { COMMAND_KINDS, type CommandKind, type CommandOrder } from './kinds.ts';
export { keepCommandLog } from './log.ts';
export { meaningOfExeRtn, meaningOfQnRtn } from './meanings.ts';
