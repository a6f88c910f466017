import type { Batch } from './batch.ts';
import type { Writer } from './writer.ts';

/** One batch is written at a time, in the order they came: a later position never overtakes an earlier batch. */
export class WriteQueue {
  readonly #writer: Writer;
  #tail: Promise<void> = Promise.resolve();
  #depth = 0;

  constructor(writer: Writer) { this.#writer = writer; }

  get isBusy(): boolean { return this.#depth > 0; }

  write(batch: Batch): Promise<void> {
    this.#depth += 1;
    const result = this.#tail.then(() => this.#writer.write(batch)).finally(() => { this.#depth -= 1; });
    this.#tail = result.catch(() => undefined);
    return result;
  }

  idle(): Promise<void> { return this.#tail; }
}
