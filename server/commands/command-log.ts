import type { Logger } from 'pino';
import type { Store } from '../platform/store/mod.ts';
import { isOpen, type Command } from './command.ts';
import type { CommandQueue } from './command-queue.ts';

const COLUMNS = ['device', 'asked', 'command', 'kind', 'cn', 'state', 'ended', 'by', 'events'];
const WRITE_EVERY_MS = 2_000;
const ROWS_AT_ONCE = 500;
const dateTime64 = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').replace('Z', '');

const rowOf = ({ device, id, asked, state, events }: Command): unknown[] => [
  device,
  dateTime64(asked.at),
  id,
  asked.order.kind,
  asked.cn,
  state,
  dateTime64((events.at(-1) ?? asked).at),
  asked.by,
  JSON.stringify(events),
];

/**
 * Copies ended commands into table `command_log`, where they outlive the stream. Those that the stream still has are
 * written again at each start: the same rows. While the store is away they wait here, as many as the queue remembers.
 */
export function keepCommandLog(store: Store, queue: CommandQueue, log: Logger): { close(): Promise<void> } {
  const unwritten = new Map<string, Command>();
  for (const command of queue.ended()) unwritten.set(command.id, command);
  const stop = queue.onChange((command) => {
    if (!isOpen(command)) unwritten.set(command.id, command);
  });
  let writing: Promise<void> = Promise.resolve();
  const write = async (): Promise<void> => {
    const some = [...unwritten.values()].slice(0, ROWS_AT_ONCE);
    if (some.length === 0) return;
    await store.insert('command_log', COLUMNS, some.map(rowOf));
    for (const command of some) if (unwritten.get(command.id) === command) unwritten.delete(command.id);
  };
  const writeQuietly = (): void => {
    writing = writing
      .then(write)
      .catch((error: unknown) =>
        log.warn({ err: error, commands: unwritten.size }, 'writing ended commands to the log failed; retrying'),
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
