/**
 * Commands to devices 设备命令: asked through the API, carried by stream COMMANDS, sent by the edge that holds the device.
 */
export { type CommandEvent, type CommandStep } from './command.ts';
export { COMMAND_WAIT, type CommandQueue } from './command-queue.ts';
export { openCommandQueue } from './open-command-queue.ts';
export type { Dispatch } from './dispatch.ts';
export { startDispatch } from './start-dispatch.ts';
export { COMMAND_KINDS, type CommandOrder } from './kinds.ts';
export { keepCommandLog } from './command-log.ts';
export { meaningOfExeRtn, meaningOfQnRtn } from './meanings.ts';
