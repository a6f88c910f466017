import { randomBytes } from 'node:crypto';
import { DeliverPolicy, type ConsumerMessages, type JsMsg } from '@nats-io/jetstream';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import { COMMAND_EVENTS, commandSubject } from '../../streams/contracts/subjects.ts';
import { pause } from '../platform/pause.ts';
import { present } from '../platform/present.ts';
import { publishAfter } from '../platform/publish-after.ts';
import type { PartState } from '../platform/running.ts';
import {
  COMMAND_WAIT,
  type CommandBounds,
  type CommandQueue,
  type CommandQueueContext,
  type NewCommand,
  type NewCommandEvent,
} from './command-queue.ts';
import { EVENT_VERSION, mayFollow, parseEvent, type Command, type CommandEvent } from './command.ts';
import { deviceName } from './device-name.ts';
import { FoldedCommands } from './folded-commands.ts';
import { checkOrder, COMMAND_KINDS } from './kinds.ts';
import { nextMessage } from './next-message.ts';

const ANSWER_ATTEMPTS = 5;
/** How often it is checked whether the stream has been folded, ms. */
const CHECK_EVERY_MS = 5;

/** The commands on stream COMMANDS; see `openCommandQueue`. */
export class StreamCommandQueue implements CommandQueue {
  readonly #context: CommandQueueContext;
  readonly #bounds: CommandBounds;
  readonly #folded: FoldedCommands;
  readonly #callbacks = new Set<(command: Command) => void>();
  #tail: ConsumerMessages | null = null;
  #sequence = 0;

  constructor(context: CommandQueueContext, bounds: CommandBounds) {
    this.#context = context;
    this.#bounds = bounds;
    this.#folded = new FoldedCommands(bounds.closed);
  }

  /** Follows the stream; resolves when what was there at the beginning has been folded. */
  async follow(): Promise<void> {
    const reader = await this.#context.jetstream.consumers.get('COMMANDS', {
      deliver_policy: DeliverPolicy.All,
      filter_subjects: COMMAND_EVENTS,
    });
    // What was there when the reader was made; what comes later is not waited for.
    let left = (await reader.info()).num_pending;
    this.#tail = await reader.consume({
      max_messages: 1000,
      callback: (message) => {
        this.#arrived(message);
        left -= 1;
      },
    });
    while (left > 0) await pause(CHECK_EVERY_MS);
    this.#context.log.info({ open: this.#folded.openCount, ended: this.#folded.endedCount }, 'commands folded');
  }

  async ask({ device: mn, order, by, line = 'mobile', wait = COMMAND_WAIT.usual }: NewCommand): Promise<Command> {
    const now = this.#context.clock.now();
    checkOrder(order, now);
    const device = deviceName(mn);
    const [own, open] = [this.#folded.openOf(device), this.#folded.openCount];
    if (own >= this.#bounds.perDevice) throw new GuanlanError('GL_COMMANDS_WAITING', `device ${device}: ${own}`);
    if (open >= this.#bounds.open) throw new GuanlanError('GL_COMMANDS_WAITING', `${open} in all`);
    const event: CommandEvent = {
      v: EVENT_VERSION,
      command: `${now.toString(36)}-${randomBytes(6).toString('hex')}`,
      step: 'asked',
      at: now,
      by,
      device,
      order,
      cn: COMMAND_KINDS[order.kind],
      line,
      wait,
    };
    const written = await this.#publish(event, 0);
    if (written === null) throw new GuanlanError('GL_STREAM_UNAVAILABLE', 'the command could not be written');
    return this.#take(event, written) ?? present(this.get(event.command), 'a command that was written');
  }

  get(id: string): Command | undefined {
    return this.#folded.get(id);
  }
  list(device: string): readonly Command[] {
    return this.#folded.list(device);
  }
  heads(): Iterable<Command> {
    return this.#folded.heads();
  }
  head(device: string): Command | undefined {
    return this.#folded.head(device);
  }
  ended(): Iterable<Command> {
    return this.#folded.ended();
  }
  headSince(device: string): number {
    return this.#folded.headSince(device);
  }

  async append(command: Command, event: NewCommandEvent): Promise<Command | null> {
    const now = this.get(command.id);
    if (!now || now.sequence !== command.sequence || !mayFollow(now.state, event.step)) return null;
    const next = await this.#write(command, event);
    if (next === null) await this.#refresh(command.id);
    return next;
  }

  async answer(id: string, event: NewCommandEvent): Promise<Command | null> {
    for (let attempt = 0; attempt < ANSWER_ATTEMPTS; attempt += 1) {
      const command = this.get(id);
      if (!command || !mayFollow(command.state, event.step)) return null;
      const next = await this.#write(command, event);
      if (next !== null) return next;
      await this.#refresh(id);
    }
    return null;
  }

  onChange(callback: (command: Command) => void): () => void {
    this.#callbacks.add(callback);
    return () => this.#callbacks.delete(callback);
  }

  parts(): readonly PartState[] {
    const figures = { open: this.#folded.openCount, ended: this.#folded.endedCount, sequence: this.#sequence };
    return [{ part: 'commands', state: 'ready', figures }];
  }

  async close(): Promise<void> {
    this.#callbacks.clear();
    await this.#tail?.close();
  }

  #take(event: CommandEvent, sequence: number): Command | undefined {
    const next = this.#folded.take(event, sequence);
    if (next) for (const callback of this.#callbacks) callback(next);
    return next;
  }

  #arrived(message: JsMsg): void {
    const event = parseEvent(message.data);
    if (event) this.#take(event, message.seq);
    this.#sequence = Math.max(this.#sequence, message.seq);
  }

  async #publish(event: CommandEvent, seen: number): Promise<number | null> {
    const written = await publishAfter(this.#context.jetstream, commandSubject(event.command), { event, seen });
    return written === 'duplicate' ? null : written;
  }

  async #write(command: Command, event: NewCommandEvent): Promise<Command | null> {
    const complete: CommandEvent = { v: EVENT_VERSION, command: command.id, at: this.#context.clock.now(), ...event };
    const written = await this.#publish(complete, command.sequence);
    return written === null ? null : (this.#take(complete, written) ?? this.get(command.id) ?? null);
  }

  /** Reads the events of one command that the tail has not brought yet. */
  async #refresh(id: string): Promise<void> {
    for (let seen = this.get(id)?.sequence ?? 0; ;) {
      const message = await nextMessage(this.#context.manager, commandSubject(id), seen);
      if (message === null) return;
      const event = parseEvent(message.data);
      if (event) this.#take(event, message.seq);
      seen = message.seq;
    }
  }
}
