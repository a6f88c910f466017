/**
 * One topic in the hub: the state, and the messages made from it. Each is encoded once however many screens
 * take it: the whole state per sequence, a difference per sequence it starts from.
 */
import {
  decodeHeader,
  decodeMessage,
  encodeMessages,
  stateHash,
  topicById,
  TopicReplica,
  type MessageHeader,
  type Outcome,
  type ReadonlyTable,
  type StateHash,
  type TopicDefinition,
} from '../../streams/live/mod.ts';

/** Differences kept per state; a screen further behind than all of them gets its own, encoded for it alone. */
export const MAX_CACHED_DELTAS = 128;
/** Keyframe hashes remembered per topic, for screens that answer late. */
const MAX_HASHES = 8;

export interface Outgoing {
  readonly kind: 'snapshot' | 'delta' | 'check';
  readonly messages: readonly Uint8Array[];
  readonly epoch: number;
  readonly seq: number;
  /** It carries the state's hash, which the screen answers. */
  readonly checked: boolean;
}

const columnsOf = (topic: number): number | undefined => topicById.get(topic)?.columns.length;
const NO_ROWS = { count: 0, keys: new Uint32Array(0), cells: [], missing: new Uint32Array(0) };
const NO_KEYS = new Uint32Array(0);

export interface EncodedCount {
  snapshot(topic: string): void;
  delta(topic: string): void;
}

export class TopicState {
  readonly definition: TopicDefinition;
  readonly #replica: TopicReplica;
  readonly #count: EncodedCount;
  /** A gap was found and the stream is being read again; it is not asked for twice. */
  waiting = false;
  #snapshot: Outgoing | null = null;
  #check: Outgoing | null = null;
  readonly #deltas = new Map<number, Outgoing>();
  readonly #hashes = new Map<string, StateHash>();
  /** Monotonic ms of the last commit applied; `null` where none. */
  appliedAt: number | null = null;

  constructor(definition: TopicDefinition, count: EncodedCount) {
    this.definition = definition;
    this.#replica = new TopicReplica(definition);
    this.#count = count;
  }

  get epoch(): number {
    return this.#replica.epoch;
  }
  get seq(): number {
    return this.#replica.seq;
  }
  /** When the producer closed this state, ms UTC; 0 where there is none. */
  get time(): number {
    return this.#replica.time;
  }
  get ready(): boolean {
    return this.#replica.ready;
  }
  get rows(): number {
    return this.#replica.table.size;
  }
  /** The state itself: valid until the next message is applied. */
  get table(): ReadonlyTable {
    return this.#replica.table;
  }

  /** Takes a message of the stream in. Throws `GL_LIVE_MESSAGE`. */
  apply(bytes: Uint8Array, now: number): Outcome {
    const header = decodeHeader(bytes);
    // A keyframe of the state held needs no decoding: only its hash is news.
    const message = this.#replica.holds(header)
      ? { ...header, rows: NO_ROWS, removed: NO_KEYS }
      : decodeMessage(bytes, columnsOf);
    const outcome = this.#replica.apply(message);
    if (outcome === 'applied' || outcome === 'verified') this.appliedAt = now;
    if (outcome === 'applied') {
      this.waiting = false;
      this.#forget();
    }
    if (
      (outcome === 'applied' || outcome === 'verified') &&
      this.#replica.hash !== null &&
      this.#replica.hashSeq === this.seq
    )
      this.#remember(this.#replica.hash);
    return outcome;
  }

  /** Epochs begin anew (the stream was made again): the next keyframe is taken whatever its epoch. */
  beginAnew(): void {
    this.#replica.beginAnew();
  }

  /** What a screen that holds (epoch, seq) has to be sent next; `null` where nothing. */
  next(held: { readonly epoch: number; readonly seq: number; readonly checked: number }): Outgoing | null {
    if (!this.#replica.ready) return null;
    if (held.epoch !== this.epoch || held.seq < this.#replica.table.floor) return this.#whole();
    if (held.seq < this.seq) return this.#difference(held.seq);
    return held.seq === this.seq && held.checked !== this.seq ? this.#check : null;
  }

  /** The whole state as it is sent to a screen that holds nothing; `null` before there is one. */
  snapshot(): Outgoing | null {
    return this.#replica.ready ? this.#whole() : null;
  }

  /** Hash of the state at (epoch, seq), where it is one of the last keyframes'. */
  hashAt(epoch: number, seq: number): StateHash | undefined {
    return this.#hashes.get(`${epoch}.${seq}`);
  }

  /** Hash of the state as it is now, computed. */
  hashNow(): StateHash {
    return stateHash(this.#replica.table);
  }

  #forget(): void {
    this.#snapshot = null;
    this.#check = null;
    this.#deltas.clear();
  }

  #remember(hash: StateHash): void {
    const { epoch, seq } = this;
    this.#hashes.set(`${epoch}.${seq}`, hash);
    for (const key of this.#hashes.keys()) {
      if (this.#hashes.size <= MAX_HASHES) break;
      this.#hashes.delete(key);
    }
    // What is sent from now on for this state carries the hash; who has the state already gets it alone.
    this.#snapshot = null;
    this.#deltas.clear();
    this.#check = {
      kind: 'check',
      epoch,
      seq,
      checked: true,
      messages: encodeMessages(this.#header('delta', seq), {
        ...NO_ROWS,
        cells: this.#replica.table.cells.map(() => new Int32Array(0)),
      }),
    };
  }

  #header(type: 'snapshot' | 'delta', base: number): MessageHeader {
    const { epoch, seq, time } = this.#replica;
    return { type, topic: this.definition.id, epoch, seq, base, time, hash: this.hashAt(epoch, seq) ?? null };
  }

  #whole(): Outgoing {
    if (this.#snapshot) return this.#snapshot;
    this.#count.snapshot(this.definition.name);
    const header = this.#header('snapshot', 0);
    this.#snapshot = {
      kind: 'snapshot',
      epoch: this.epoch,
      seq: this.seq,
      checked: header.hash !== null,
      messages: encodeMessages(header, this.#replica.table.all()),
    };
    return this.#snapshot;
  }

  #difference(base: number): Outgoing {
    const cached = this.#deltas.get(base);
    if (cached) return cached;
    this.#count.delta(this.definition.name);
    const { table } = this.#replica;
    const header = this.#header('delta', base);
    const delta: Outgoing = {
      kind: 'delta',
      epoch: this.epoch,
      seq: this.seq,
      checked: header.hash !== null,
      messages: encodeMessages(header, table.gather(table.changedSince(base)), table.removedSince(base)),
    };
    if (this.#deltas.size < MAX_CACHED_DELTAS) this.#deltas.set(base, delta);
    return delta;
  }
}
