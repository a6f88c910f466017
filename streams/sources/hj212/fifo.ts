/** A queue without the cost of `Array.shift`. */
export class Fifo<Item> {
  #items: Item[] = [];
  #head = 0;

  get size(): number {
    return this.#items.length - this.#head;
  }

  push(item: Item): void {
    this.#items.push(item);
  }

  prepend(items: readonly Item[]): void {
    if (items.length > 0) this.#items = [...items, ...this.#items.slice(this.#head)];
    if (items.length > 0) this.#head = 0;
  }

  shift(): Item | undefined {
    const item = this.#items[this.#head];
    if (item === undefined) return undefined;
    this.#head += 1;
    // An emptied queue lets go of what it gave out: a thousand links would else hold a thousand frames each.
    if (this.#head === this.#items.length) {
      this.#items = [];
      this.#head = 0;
    } else if (this.#head > 1024 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }
}
