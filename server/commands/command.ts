import type { CommandOrder } from './kinds.ts';

/** The version of the events' shape. */
export const EVENT_VERSION = 1;

/** How long a device may be silent: HJ 212-2017 6.5, wireless 10 s, wired 5 s, each three times. */
export type Line = 'mobile' | 'wired';

interface Common {
  readonly v: number;
  readonly command: string;
  readonly at: number;
  /** Who wrote it: a token's name, or the edge that holds the device. */
  readonly by: string;
}

export type CommandEvent = Common &
  /** `wait`: ms that it may wait for the device to be connected. */
  (
    | {
        readonly step: 'asked';
        readonly device: string;
        readonly order: CommandOrder;
        readonly cn: string;
        readonly line: Line;
        readonly wait: number;
      }
    /** `due`: sent again, or given up, at that time (ms UTC). */
    | { readonly step: 'sent'; readonly qn: string; readonly attempt: number; readonly due: number }
    | { readonly step: 'accepted'; readonly qnRtn: number; readonly due: number }
    | { readonly step: 'refused'; readonly qnRtn: number }
    /** The first frame of the data asked for has come. */
    | { readonly step: 'executing'; readonly due: number }
    | { readonly step: 'done' | 'failed'; readonly exeRtn: number | null; readonly frames: number }
    /** No 9011 after all attempts, or 9011 and then no 9012. */
    | { readonly step: 'timed_out'; readonly awaited: 'answer' | 'result' }
    /** Never connected while it waited, or the connection was lost under way. */
    | { readonly step: 'offline'; readonly lost: boolean }
  );
export type CommandStep = CommandEvent['step'];
type Asked = Extract<CommandEvent, { step: 'asked' }>;

const FINAL_STEPS: ReadonlySet<CommandStep> = new Set<CommandStep>([
  'refused',
  'done',
  'failed',
  'timed_out',
  'offline',
]);

/** One command, folded from its events. */
export interface Command {
  readonly id: string;
  readonly device: string;
  readonly asked: Asked;
  readonly state: CommandStep;
  readonly events: readonly CommandEvent[];
  /** Stream sequence of the newest event. */
  readonly sequence: number;
  readonly qn: string | null;
  readonly attempts: number;
  /** When something has to happen, ms UTC; `null` for one that waits for its device or has ended. */
  readonly due: number | null;
}

export const isOpen = (command: Command): boolean => !FINAL_STEPS.has(command.state);

/** What may follow what: an event that does not fit (a late answer, one told twice) changes nothing. */
const AFTER: Readonly<Record<CommandStep, readonly CommandStep[]>> = Object.freeze({
  asked: [],
  sent: ['asked', 'sent'],
  accepted: ['sent'],
  refused: ['sent'],
  executing: ['sent', 'accepted'],
  done: ['sent', 'accepted', 'executing'],
  failed: ['asked', 'sent', 'accepted', 'executing'],
  timed_out: ['sent', 'accepted', 'executing'],
  offline: ['asked', 'sent', 'accepted', 'executing'],
});
export const mayFollow = (state: CommandStep, step: CommandStep): boolean => AFTER[step].includes(state);

/** Applies an event. `undefined`: it belongs to no known command or does not fit. */
export function applyEvent(command: Command | undefined, event: CommandEvent, sequence: number): Command | undefined {
  if (event.step === 'asked') {
    return command === undefined
      ? {
          id: event.command,
          device: event.device,
          asked: event,
          state: 'asked',
          events: [event],
          sequence,
          qn: null,
          attempts: 0,
          due: null,
        }
      : undefined;
  }
  if (command === undefined || sequence <= command.sequence || !mayFollow(command.state, event.step)) return undefined;
  return {
    ...command,
    state: event.step,
    events: [...command.events, event],
    sequence,
    due: 'due' in event ? event.due : null,
    ...(event.step === 'sent' ? { qn: event.qn, attempts: event.attempt } : {}),
  };
}

/** An event as it lies in the stream; `null` where it is of a newer version or damaged. */
export function parseEvent(bytes: Uint8Array): CommandEvent | null {
  try {
    const event = JSON.parse(
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'),
    ) as Partial<CommandEvent>;
    return event.v === EVENT_VERSION &&
      typeof event.command === 'string' &&
      typeof event.at === 'number' &&
      event.step !== undefined &&
      event.step in AFTER
      ? (event as CommandEvent)
      : null;
  } catch {
    return null;
  }
}
