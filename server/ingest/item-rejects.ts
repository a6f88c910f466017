import type { Problem } from '../../streams/sources/mod.ts';
import type { Frame } from './frame.ts';
import { rejectedItem, type RejectMessage } from './rejects.ts';

/** The same fault of the same device is published once in this time; the counters count every one. */
const SAME_FAULT_MS = 3_600_000;
const FAULTS_REMEMBERED = 20_000;

/** Problems of items repeat with every frame of their device: which of them are news. */
export class ItemRejects {
  readonly #publishedAt = new Map<string, number>();

  news(frame: Frame, device: string, problems: readonly Problem[]): RejectMessage[] {
    return problems
      .filter(({ reason, item }) => {
        const key = `${device} ${reason} ${item}`;
        if (frame.received - (this.#publishedAt.get(key) ?? -Infinity) < SAME_FAULT_MS) return false;
        if (this.#publishedAt.size >= FAULTS_REMEMBERED) this.#publishedAt.clear();
        this.#publishedAt.set(key, frame.received);
        return true;
      })
      .map((problem) => rejectedItem(frame, problem));
  }
}
