import type { PartState, RoleContext } from '../platform/running.ts';
import type { Command, CommandEvent, Line } from './command.ts';
import type { CommandOrder } from './kinds.ts';

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

/** A command to be written. */
export interface NewCommand {
  /** MN, either case. */
  readonly device: string;
  readonly order: CommandOrder;
  /** Name of the token of who asks. */
  readonly by: string;
  readonly line?: Line;
  /** How long it waits for its device to connect, ms. */
  readonly wait?: number;
}

/** An event to be written; version, command and time are the queue's. */
export type NewCommandEvent = CommandEvent extends infer Event
  ? Event extends CommandEvent
    ? Omit<Event, 'v' | 'command' | 'at'>
    : never
  : never;

/** The commands of the city: what was asked, and what became of it. Any number of processes may have it open. */
export interface CommandQueue {
  /** Errors: GL_BAD_REQUEST, GL_COMMANDS_WAITING, GL_STREAM_UNAVAILABLE. */
  ask(command: NewCommand): Promise<Command>;
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
  /**
   * Writes an event after the one the command shows. `null`: another edge was faster, or it does not fit.
   * Error: GL_STREAM_UNAVAILABLE.
   */
  append(command: Command, event: NewCommandEvent): Promise<Command | null>;
  /**
   * Writes what a device answered, whatever was written meanwhile: the newest events are read first where another one
   * was faster, or an earlier attempt of ours had arrived after all. `null`: it does not fit any more. Error:
   * GL_STREAM_UNAVAILABLE.
   */
  answer(id: string, event: NewCommandEvent): Promise<Command | null>;
  /** Called after each change. Returns how to stop. */
  onChange(callback: (command: Command) => void): () => void;
  parts(): readonly PartState[];
  close(): Promise<void>;
}

export type CommandQueueContext = Pick<RoleContext, 'clock' | 'log' | 'jetstream' | 'manager'>;
