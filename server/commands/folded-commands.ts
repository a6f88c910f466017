import { applyEvent, isOpen, type Command, type CommandEvent } from './command.ts';
import { deviceName } from './device-name.ts';

/** The commands folded from their events: all that are open, in order per device, and the newest that have ended. */
export class FoldedCommands {
  readonly #mostEnded: number;
  readonly #commands = new Map<string, Command>();
  /** Open ones by device, in the order of the stream. */
  readonly #waiting = new Map<string, readonly Command[]>();
  /** Ids of those that have ended, oldest first. */
  readonly #ended = new Set<string>();
  /** When the head of a device came to be its head, ms UTC. */
  readonly #since = new Map<string, number>();
  #open = 0;

  /** @param mostEnded ended commands remembered */
  constructor(mostEnded: number) {
    this.#mostEnded = mostEnded;
  }

  get openCount(): number {
    return this.#open;
  }
  get endedCount(): number {
    return this.#ended.size;
  }

  /** Takes an event in. @returns the command where it changed */
  take(event: CommandEvent, sequence: number): Command | undefined {
    const next = applyEvent(this.#commands.get(event.command), event, sequence);
    if (!next) return undefined;
    this.#commands.set(next.id, next);
    if (event.step === 'asked') this.#began(next, event.at);
    else if (!isOpen(next)) this.#finished(next, event.at);
    else this.#replace(next);
    return next;
  }

  get(id: string): Command | undefined {
    return this.#commands.get(id);
  }
  list(mn: string): Command[] {
    const device = deviceName(mn);
    return [...this.#commands.values()].filter((command) => command.device === device).reverse();
  }
  /** How many of a device are open. */
  openOf(device: string): number {
    return this.#waiting.get(device)?.length ?? 0;
  }
  head(device: string): Command | undefined {
    return this.#waiting.get(device)?.[0];
  }
  *heads(): Iterable<Command> {
    for (const [first] of this.#waiting.values()) if (first) yield first;
  }
  *ended(): Iterable<Command> {
    for (const id of this.#ended) {
      const command = this.#commands.get(id);
      if (command) yield command;
    }
  }
  headSince(device: string): number {
    return this.#since.get(device) ?? 0;
  }

  #began(command: Command, at: number): void {
    const queue = this.#waiting.get(command.device);
    if (!queue) this.#since.set(command.device, at);
    this.#waiting.set(command.device, [...(queue ?? []), command]);
    this.#open += 1;
  }

  #replace(command: Command): void {
    const queue = this.#waiting.get(command.device) ?? [];
    this.#waiting.set(
      command.device,
      queue.map((each) => (each.id === command.id ? command : each)),
    );
  }

  #finished(command: Command, at: number): void {
    const { device, id } = command;
    const queue = (this.#waiting.get(device) ?? []).filter((each) => each.id !== id);
    if (queue.length > 0) {
      this.#waiting.set(device, queue);
      this.#since.set(device, at);
    } else {
      this.#waiting.delete(device);
      this.#since.delete(device);
    }
    this.#open -= 1;
    this.#ended.add(id);
    const [oldest] = this.#ended;
    if (this.#ended.size <= this.#mostEnded || oldest === undefined) return;
    this.#ended.delete(oldest);
    this.#commands.delete(oldest);
  }
}
