/** What is due when: a binary heap by time. Ties come in the order they were put in. */
export class Schedule<T> {
  readonly #heap: { readonly at: number; readonly order: number; readonly item: T }[] = [];
  #order = 0;

  get size(): number {
    return this.#heap.length;
  }

  put(at: number, item: T): void {
    const heap = this.#heap;
    const entry = { at, order: this.#order, item };
    this.#order += 1;
    let i = heap.push(entry) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !this.#before(entry, above)) break;
      heap[i] = above;
      i = parent;
    }
    heap[i] = entry;
  }

  /** Takes the earliest item due at `now`, with its time; `null` where none is. */
  due(now: number): { readonly at: number; readonly item: T } | null {
    const heap = this.#heap;
    const first = heap[0];
    if (!first || first.at > now) return null;
    const last = heap.pop();
    if (last !== undefined && heap.length > 0) {
      let i = 0;
      for (;;) {
        const left = heap[2 * i + 1];
        const right = heap[2 * i + 2];
        if (left === undefined) break;
        const isRight = right !== undefined && this.#before(right, left);
        const sooner = isRight ? right : left;
        if (!this.#before(sooner, last)) break;
        heap[i] = sooner;
        i = 2 * i + (isRight ? 2 : 1);
      }
      heap[i] = last;
    }
    return first;
  }

  #before(a: { at: number; order: number }, b: { at: number; order: number }): boolean {
    return a.at < b.at || (a.at === b.at && a.order < b.order);
  }
}
