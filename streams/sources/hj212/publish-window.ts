/** Who may publish now: at most `size` publishes under way, and a fair queue of those who wait for room. */
export class PublishWindow<Waiter extends { pump(): void }> {
  readonly #size: number;
  readonly #waiting = new Set<Waiter>();
  #taken = 0;

  constructor(size: number) {
    this.#size = size;
  }

  get taken(): number {
    return this.#taken;
  }

  get room(): boolean {
    return this.#taken < this.#size;
  }

  take(): void {
    this.#taken += 1;
  }

  /** Gives one place back and wakes those who wait, the longest waiting first, while there is room. */
  give(): void {
    this.#taken -= 1;
    while (this.room) {
      const first = this.#waiting.values().next();
      if (first.done) return;
      this.#waiting.delete(first.value);
      first.value.pump();
    }
  }

  wait(waiter: Waiter): void {
    this.#waiting.add(waiter);
  }

  forget(waiter: Waiter): void {
    this.#waiting.delete(waiter);
  }
}
