import { randomBytes } from 'node:crypto';
import { DeliverPolicy, JetStreamApiError, type JsMsg, type MsgRequest } from '@nats-io/jetstream';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import { COMMAND_EVENTS, commandSubject } from '../../streams/contracts/subjects.ts';
import type { PartState, RoleContext } from '../platform/running.ts';
import {
  applyEvent,
  EVENT_VERSION,
  isOpen,
  mayFollow,
  parseEvent,
  type Command,
  type CommandEvent,
  type Line,
} from './command.ts';
import { checkOrder, COMMAND_KINDS, type CommandOrder } from './kinds.ts';

/** "Wrong last sequence": another edge wrote meanwhile. */
const WRONG_LAST_SEQUENCE = 10071;
const PUBLISH_TIMEOUT = 5000;
const ANSWER_TRIES = 5;

/** Every bound of the commands, with its default. */
export interface CommandBounds {
  /** Commands of one device, and of all, that have not ended. */
  readonly perDevice: number;
  readonly open: number;
  /** Ended commands remembered; older ones are in table `command_log`. */
  readonly closed: number;
}
export const COMMAND_BOUNDS: CommandBounds = Object.freeze({ perDevice: 8, open: 1000, closed: 5000 });

/** How long a command waits for its device to connect: default and bounds, ms. */
export const COMMAND_WAIT = Object.freeze({ least: 5_000, usual: 120_000, most: 3_600_000 });

interface Ask {
  readonly device: string;
  readonly order: CommandOrder;
  readonly by: string;
  readonly line?: Line;
  readonly wait?: number;
}

type NewEvent = CommandEvent extends infer Event
  ? Event extends CommandEvent
    ? Omit<Event, 'v' | 'command' | 'at'>
    : never
  : never;

/** The commands of the city: what was asked, and what became of it. Any number of processes may have it open. */
export interface CommandQueue {
  /** Errors: GL_BAD_REQUEST, GL_COMMANDS_WAITING, GL_STREAM_UNAVAILABLE. */
  ask(ask: Ask): Promise<Command>;
  get(id: string): Command | undefined;
  /** Of one device, newest first: those that have not ended and the newest of those that have. */
  list(device: string): readonly Command[];
  /** The open command of each device that is to be dealt with now: a device is asked one thing at a time, in order. */
  heads(): Iterable<Command>;
  head(device: string): Command | undefined;
  /** Commands that have ended, oldest first. */
  ended(): Iterable<Command>;
  /** When the head came to be the head: its asking, or the end of the one before. ms UTC */
  headSince(device: string): number;
  /** Writes an event after the one the command shows. `null`: another edge was faster, or it does not fit. Error: GL_STREAM_UNAVAILABLE. */
  append(command: Command, event: NewEvent): Promise<Command | null>;
  /**
   * Writes what a device answered, whatever was written meanwhile: the newest events are read first where another one was
   * faster, or an earlier try of ours had arrived after all. `null`: it does not fit any more. Error: GL_STREAM_UNAVAILABLE.
   */
  answer(id: string, event: NewEvent): Promise<Command | null>;
  onChange(callback: (command: Command) => void): () => void;
  parts(): readonly PartState[];
  close(): Promise<void>;
}

export type DeskContext = Pick<RoleContext, 'clock' | 'log' | 'jetstream' | 'manager'>;

/** Opens the desk: folds stream COMMANDS (seven days, 64 MiB) and follows it for ever. */
export async function openCommandQueue(
  { clock, log, jetstream, manager }: DeskContext,
  bounds: CommandBounds = COMMAND_BOUNDS,
): Promise<CommandQueue> {
  const commands = new Map<string, Command>();
  /** Open ones by device, in the order of the stream. */
  const waiting = new Map<string, string[]>();
  const closed = new Set<string>();
  const since = new Map<string, number>();
  const callbacks = new Set<(command: Command) => void>();
  let sequence = 0;
  let openCount = 0;

  const take = (event: CommandEvent, at: number): Command | undefined => {
    const next = applyEvent(commands.get(event.command), event, at);
    if (!next) return undefined;
    commands.set(next.id, next);
    if (event.step === 'asked') {
      const queue = waiting.get(next.device);
      if (queue) queue.push(next.id);
      else {
        waiting.set(next.device, [next.id]);
        since.set(next.device, event.at);
      }
      openCount += 1;
    } else if (!isOpen(next)) {
      const queue = (waiting.get(next.device) ?? []).filter((id) => id !== next.id);
      if (queue.length > 0) waiting.set(next.device, queue);
      else waiting.delete(next.device);
      if (queue.length > 0) since.set(next.device, event.at);
      else since.delete(next.device);
      openCount -= 1;
      closed.add(next.id);
      if (closed.size > bounds.closed) {
        const oldest = closed.values().next().value!;
        closed.delete(oldest);
        commands.delete(oldest);
      }
    }
    for (const callback of callbacks) callback(next);
    return next;
  };
  const arrived = (message: JsMsg): void => {
    const event = parseEvent(message.data);
    if (event) take(event, message.seq);
    sequence = Math.max(sequence, message.seq);
  };

  const reader = await jetstream.consumers.get('COMMANDS', {
    deliver_policy: DeliverPolicy.All,
    filter_subjects: COMMAND_EVENTS,
  });
  // What was there when the reader was made; what comes later is not waited for.
  let left = (await reader.info()).num_pending;
  const tail = await reader.consume({
    max_messages: 1000,
    callback: (message) => {
      arrived(message);
      left -= 1;
    },
  });
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (left <= 0) resolve();
      else setTimeout(look, 5);
    };
    look();
  });
  log.info({ open: openCount, ended: closed.size }, 'commands folded');

  const publish = async (event: CommandEvent, seen: number): Promise<number | null> => {
    try {
      return (
        await jetstream.publish(commandSubject(event.command), JSON.stringify(event), {
          expect: { lastSubjectSequence: seen },
          timeout: PUBLISH_TIMEOUT,
        })
      ).seq;
    } catch (error) {
      if (error instanceof JetStreamApiError && error.code === WRONG_LAST_SEQUENCE) return null;
      throw new GuanlanError('GL_STREAM_UNAVAILABLE', (error as Error).message, { cause: error });
    }
  };

  const write = async (command: Command, event: NewEvent): Promise<Command | null> => {
    const whole = { v: EVENT_VERSION, command: command.id, at: clock.now(), ...event } as CommandEvent;
    const written = await publish(whole, command.sequence);
    if (written === null) return null;
    return take(whole, written) ?? commands.get(command.id) ?? null;
  };
  /** Events of one command that the tail has not brought yet. */
  const refresh = async (id: string): Promise<void> => {
    for (let seen = commands.get(id)?.sequence ?? 0; ;) {
      // The server knows this question since 2.9, the client's types do not.
      const next = { seq: seen + 1, next_by_subj: commandSubject(id) } as unknown as MsgRequest;
      const message = await manager.streams.getMessage('COMMANDS', next).catch((error: unknown) => {
        throw new GuanlanError('GL_STREAM_UNAVAILABLE', '', { cause: error });
      });
      if (message === null) return;
      const event = parseEvent(message.data);
      if (event) take(event, message.seq);
      seen = message.seq;
    }
  };

  return {
    ask: async ({ device: mn, order, by, line = 'mobile', wait = COMMAND_WAIT.usual }) => {
      const now = clock.now();
      checkOrder(order, now);
      const device = mn.trim().toUpperCase();
      const own = waiting.get(device)?.length ?? 0;
      if (own >= bounds.perDevice) throw new GuanlanError('GL_COMMANDS_WAITING', `device ${device}: ${own}`);
      if (openCount >= bounds.open) throw new GuanlanError('GL_COMMANDS_WAITING', `${openCount} in all`);
      const command = `${now.toString(36)}-${randomBytes(6).toString('hex')}`;
      const event: CommandEvent = {
        v: EVENT_VERSION,
        command,
        step: 'asked',
        at: now,
        by,
        device,
        order,
        cn: COMMAND_KINDS[order.kind],
        line,
        wait,
      };
      const written = await publish(event, 0);
      if (written === null) throw new GuanlanError('GL_STREAM_UNAVAILABLE', 'the command could not be written');
      return take(event, written) ?? commands.get(command)!;
    },
    get: (id) => commands.get(id),
    list: (mn) => {
      const device = mn.trim().toUpperCase();
      return [...commands.values()].filter((command) => command.device === device).reverse();
    },
    *heads() {
      for (const [first] of waiting.values()) yield commands.get(first!)!;
    },
    head: (device) => commands.get(waiting.get(device)?.[0] ?? ''),
    *ended() {
      for (const id of closed) yield commands.get(id)!;
    },
    headSince: (device) => since.get(device) ?? 0,
    append: async (command, event) => {
      const present = commands.get(command.id);
      if (!present || present.sequence !== command.sequence || !mayFollow(present.state, event.step)) return null;
      const next = await write(command, event);
      if (next === null) await refresh(command.id);
      return next;
    },
    answer: async (id, event) => {
      for (let tries = 0; tries < ANSWER_TRIES; tries += 1) {
        const present = commands.get(id);
        if (!present || !mayFollow(present.state, event.step)) return null;
        const next = await write(present, event);
        if (next !== null) return next;
        await refresh(id);
      }
      return null;
    },
    onChange: (callback) => {
      callbacks.add(callback);
      return () => callbacks.delete(callback);
    },
    parts: () => [{ part: 'commands', state: 'ready', figures: { open: openCount, ended: closed.size, sequence } }],
    close: async () => {
      callbacks.clear();
      await tail.close();
    },
  };
}
