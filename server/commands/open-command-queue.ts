import { COMMAND_BOUNDS, type CommandBounds, type CommandQueue, type CommandQueueContext } from './command-queue.ts';
import { StreamCommandQueue } from './stream-command-queue.ts';

/** Opens the command queue: folds stream COMMANDS (seven days, 64 MiB) and follows it until closed. */
export async function openCommandQueue(
  context: CommandQueueContext,
  bounds: CommandBounds = COMMAND_BOUNDS,
): Promise<CommandQueue> {
  const queue = new StreamCommandQueue(context, bounds);
  await queue.follow();
  return queue;
}
