import type { RoleContext, Running } from '../platform/running.ts';
import { Windows, type WindowsExtra } from './windows.ts';

/**
 * The windows 窗口: each tick brings the rolling state up to now, asks the questions of sql/windows and publishes the
 * topics. Ticks run on monotonic time; one that is still running means that the next is skipped and counted, never
 * queued. Only the leader ticks. Resolves at once; while the store is away every tick fails, is counted, and the next
 * one retries.
 */
export async function startWindows(context: RoleContext, extra: WindowsExtra): Promise<Running> {
  const windows = new Windows(context, extra);
  windows.open();
  return windows;
}
