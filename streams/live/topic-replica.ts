/**
 * A copy of one topic's state that follows messages: the same rules in the hub (following NATS) and in a screen
 * (following a hub). A message is applied whole or not at all.
 */
import { stateHash } from './hash.ts';
import { KeyedTable } from './keyed-table.ts';
import type { LiveMessage } from './live-message.ts';
import type { MessageHeader } from './message-header.ts';
import { concatenate } from './row-batch.ts';
import type { TopicDefinition } from './topic-definition.ts';

/** Rows one state may be assembled from; a longer one is refused as a gap. */
const MAX_STATE_ROWS = 2_000_000;

/**
 * `applied`: the state moved. `part`: a chunk was kept, more are due. `same`: nothing new in it.
 * `verified` / `differs`: a keyframe of the state held, and its hash agrees or not.
 * `old`: of a former epoch. `gap`: it does not follow what is held; a keyframe or a snapshot is needed.
 */
export type Outcome = 'applied' | 'part' | 'same' | 'verified' | 'differs' | 'old' | 'gap';

export class TopicReplica {
  readonly definition: TopicDefinition;
  readonly table: KeyedTable;
  /** -1: nothing held yet. */
  epoch = -1;
  seq = 0;
  /** When the producer closed the state held, ms UTC. */
  time = 0;
  /** Hash of the state at `hashSeq`, as last checked against a keyframe. */
  hash: string | null = null;
  hashSeq = -1;
  #parts: LiveMessage[] = [];
  #broken = false;
  #anyEpoch = false;

  constructor(definition: TopicDefinition) {
    this.definition = definition;
    this.table = new KeyedTable(definition.columns.length);
  }

  get ready(): boolean {
    return this.epoch >= 0;
  }

  /** The source began anew (its stream was made again): the next keyframe counts even where its epoch is lower. */
  beginAnew(): void {
    this.#anyEpoch = true;
  }

  apply(message: LiveMessage): Outcome {
    const full = message.type !== 'delta';
    // A hub's word on the full state is final for its screens; among producers the higher epoch is the leader.
    if (message.epoch < this.epoch && message.type !== 'snapshot' && !(this.#anyEpoch && full)) return 'old';
    if (this.holds(message))
      return message.seq === this.seq && message.chunk === 0 && message.hash !== null
        ? this.#check(message.hash)
        : 'same';
    if (!full) {
      if (!this.ready || this.#broken || message.epoch !== this.epoch || message.base > this.seq) return 'gap';
      if (message.seq < this.seq) return 'same';
      if (message.seq === this.seq) return message.hash === null ? 'same' : this.#check(message.hash);
    }
    const parts = this.#collect(message);
    if (parts === 'gap' || parts === 'part') return parts;
    if (full) {
      this.#load(message, parts);
      this.#anyEpoch = false;
    } else
      for (const part of parts) {
        this.table.remove(part.removed, message.seq);
        this.table.upsert(part.rows, message.seq);
      }
    this.epoch = message.epoch;
    this.seq = message.seq;
    this.time = message.time;
    this.#broken = false;
    if (message.hash !== null && this.#check(message.hash) === 'differs') return 'differs';
    return 'applied';
  }

  /** A keyframe of a state that is held already: its rows say nothing new, its hash may be checked. */
  holds(header: MessageHeader): boolean {
    return (
      header.type === 'keyframe' && this.ready && !this.#broken && header.epoch === this.epoch && header.seq <= this.seq
    );
  }

  #collect(message: LiveMessage): LiveMessage[] | 'part' | 'gap' {
    if (message.chunks === 1) {
      this.#parts = [];
      return [message];
    }
    const first = this.#parts[0];
    const follows =
      first !== undefined &&
      message.chunk === this.#parts.length &&
      message.type === first.type &&
      message.epoch === first.epoch &&
      message.seq === first.seq &&
      message.base === first.base &&
      message.chunks === first.chunks;
    if (message.chunk === 0) this.#parts = [message];
    else if (follows) this.#parts.push(message);
    else {
      this.#parts = [];
      return 'gap';
    }
    const rows = this.#parts.reduce((sum, part) => sum + part.rows.count, 0);
    if (rows > MAX_STATE_ROWS) {
      this.#parts = [];
      return 'gap';
    }
    if (this.#parts.length < message.chunks) return 'part';
    const parts = this.#parts;
    this.#parts = [];
    return parts;
  }

  /** Within an epoch only what differs is stamped, so that those who follow this copy still get small differences. */
  #load({ seq, epoch }: MessageHeader, parts: readonly LiveMessage[]): void {
    const rows = concatenate(
      parts.map((part) => part.rows),
      this.table.columns,
    );
    if (epoch === this.epoch && seq > this.seq && !this.#broken) this.table.replace(rows, seq);
    else this.table.load(rows, seq);
  }

  #check(hash: string): 'verified' | 'differs' {
    this.hash = stateHash(this.table);
    this.hashSeq = this.seq;
    if (this.hash === hash) return 'verified';
    this.#broken = true;
    return 'differs';
  }
}
