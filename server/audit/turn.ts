/** Takes some of a list at a time, so that all of it comes to be taken; the list may change between two turns. */
export class Turn {
  #next = 0;

  /** `most` of them at most, from where the last turn ended, over the end and on from the beginning. */
  take<T>(all: readonly T[], most: number): T[] {
    if (all.length === 0) {
      this.#next = 0;
      return [];
    }
    const taken = fromTurn(all, this.#next, most);
    this.#next = (this.#next + most) % all.length;
    return taken;
  }
}

/** `most` of a list at most, from a place counted round and round. */
export const fromTurn = <T>(all: readonly T[], from: number, most: number): T[] => {
  const start = all.length === 0 ? 0 : from % all.length;
  return [...all.slice(start), ...all.slice(0, start)].slice(0, most);
};
