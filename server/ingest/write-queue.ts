import type { YieldsToTicks } from '../platform/tick-priority.ts';
import type { Batch } from './batch.ts';
import type { Writer } from './writer.ts';

/**
 * One batch is written at a time, in the order they came: a later position never overtakes an earlier batch. Large ones
 * give way to a tick.
 */
export class WriteQueue {
  readonly #writer: Writer;
  readonly #tickPriority: YieldsToTicks;
  readonly #large: number;
  #tail: Promise<void> = Promise.resolve();
  #depth = 0;

  /** @param large readings of a batch from which it is large */
  constructor(writer: Writer, tickPriority: YieldsToTicks, large: number) {
    this.#writer = writer;
    this.#tickPriority = tickPriority;
    this.#large = large;
  }

  get isBusy(): boolean {
    return this.#depth > 0;
  }

  write(batch: Batch): Promise<void> {
    this.#depth += 1;
    const result = this.#tail
      .then(() => this.#write(batch))
      .finally(() => {
        this.#depth -= 1;
      });
    this.#tail = result.catch(() => undefined);
    return result;
  }

  idle(): Promise<void> {
    return this.#tail;
  }

  async #write(batch: Batch): Promise<void> {
    if (batch.readings.count >= this.#large) await this.#tickPriority.give();
    await this.#writer.write(batch);
  }
}
