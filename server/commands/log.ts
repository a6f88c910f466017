import type { Logger } from 'pino';
import type { Store } from '../platform/store/mod.ts';
import type { Command } from './command.ts';
import type { CommandQueue } from './command-queue.ts';

const COLUMNS = ['device', 'asked', 'command', 'kind', 'cn', 'state', 'ended', 'by', 'events'];
const WRITE_EVERY_MS = 2_000;
const ROWS_AT_ONCE = 500;
const dateTime64 = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').replace('Z', '');

/**
 * Copies ended commands into table `command_log`, where they outlive the stream. Those that the stream still has are written again at
 * each start: the same rows. While the store is away they wait here, as many as the desk remembers.
 */
export function keepCommandLog(store: Store, desk: CommandQueue, log: Logger): { close(): Promise<void> } {
  const unwritten = new Map<string, Command>();
  for (const command of desk.ended()) unwritten.set(command.id, command);
  const stop = desk.onChange((command) => {
    if (['refused', 'done', 'failed', 'timed_out', 'offline'].includes(command.state))
      unwritten.set(command.id, command);
  });
  let writing: Promise<void> = Promise.resolve();
  const write = async (): Promise<void> => {
    const some = [...unwritten.values()].slice(0, ROWS_AT_ONCE);
    if (some.length === 0) return;
    await store.insert(
      'command_log',
      COLUMNS,
      some.map(({ device, id, asked, state, events }) => [
        device,
        dateTime64(asked.at),
        id,
        asked.order.kind,
        asked.cn,
        state,
        dateTime64(events.at(-1)!.at),
        asked.by,
        JSON.stringify(events),
      ]),
    );
    for (const command of some) if (unwritten.get(command.id) === command) unwritten.delete(command.id);
  };
  const writeQuietly = (): void => {
    writing = writing
      .then(write)
      .catch((error: unknown) =>
        log.warn({ err: error, commands: unwritten.size }, 'ended commands could not be logged; tried again'),
      );
  };
  const timer = setInterval(writeQuietly, WRITE_EVERY_MS);
  timer.unref();
  return {
    async close() {
      clearInterval(timer);
      stop();
      writeQuietly();
      await writing;
    },
  };
}
