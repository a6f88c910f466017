import {
  encodeMessages,
  KeyedTable,
  stateHash,
  TOPICS,
  type MessageHeader,
  type TopicDefinition,
  type TopicName,
} from '../../streams/live/mod.ts';

/** At most one keyframe per this many commits ... */
const KEYFRAME_COMMITS = 12;
/** ... and, while commits go on, one at least this often (ms). */
const KEYFRAME_EVERY = 60_000;
/** LiveTime begins here, ms UTC: no message is older. */
const LIVE_EPOCH_MS = Date.UTC(2020, 0, 1);

/** The messages of one commit; each list is empty where there is nothing to send. */
export interface Commit {
  readonly seq: number;
  readonly delta: readonly Uint8Array[];
  readonly keyframe: readonly Uint8Array[];
}

/** A topic on its way out: its table, and the messages that say what changed since the commit before. */
export class OutgoingTopic {
  readonly name: TopicName;
  readonly table: KeyedTable;
  readonly #definition: TopicDefinition;
  #seq = 0;
  /** The next commit must carry the whole state. */
  #isWhole = true;
  #commits = 0;
  /** When the last keyframe was encoded, monotonic ms. */
  #keyframeAt = 0;
  /** The commit under way. */
  sending: Promise<void> | null = null;

  constructor(name: TopicName) {
    this.name = name;
    this.#definition = TOPICS[name];
    this.table = new KeyedTable(TOPICS[name].columns.length);
  }

  /** Sequence that the rows written now belong to. */
  get nextSeq(): number {
    return this.#seq + 1;
  }

  /** The next commit carries the whole state. */
  wholeNext(): void {
    this.#isWhole = true;
  }

  /** Encodes the next commit. @param now ms UTC @param monotonic ms */
  next(epoch: number, now: number, monotonic: number): Commit {
    const { table } = this;
    const base = this.#seq;
    this.#seq += 1;
    this.#commits += 1;
    const header: MessageHeader = {
      type: 'delta',
      topic: this.#definition.id,
      epoch,
      seq: this.#seq,
      base,
      time: Math.max(now, LIVE_EPOCH_MS),
      hash: null,
    };
    const delta = this.#isWhole
      ? []
      : encodeMessages(header, table.gather(table.changedSince(base)), table.removedSince(base));
    const keyframe =
      this.#isWhole || this.#isKeyframeDue(monotonic)
        ? encodeMessages({ ...header, type: 'keyframe', base: 0, hash: stateHash(table) }, table.all())
        : [];
    table.forget(this.#seq);
    this.#isWhole = false;
    if (keyframe.length > 0) {
      this.#commits = 0;
      this.#keyframeAt = monotonic;
    }
    return { seq: this.#seq, delta, keyframe };
  }

  #isKeyframeDue(monotonic: number): boolean {
    if (this.#commits < KEYFRAME_COMMITS) return false;
    return (
      this.#definition.cadence * KEYFRAME_COMMITS >= KEYFRAME_EVERY || monotonic - this.#keyframeAt >= KEYFRAME_EVERY
    );
  }
}
