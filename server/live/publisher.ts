/**
 * The producers' side of the live stream: keeps each topic's table, and at each commit publishes what changed since the
 * commit before, also when nothing did (silence must mean trouble), and from time to time the whole state with its hash.
 * Only the holder of the lease publishes. While the broker is away the state is kept; its return gets a keyframe.
 */
import { hostname } from 'node:os';
import { headers as natsHeaders } from '@nats-io/transport-node';
import { Counter, Gauge } from 'prom-client';
import type { ErrorCode } from '../../streams/contracts/errors.ts';
import { liveSubject } from '../../streams/contracts/subjects.ts';
import {
  batchOf,
  encodeMessages,
  KeyedTable,
  stateHash,
  TOPICS,
  TOPIC_NAMES,
  type LivePublisher,
  type AnyRow,
  type PublishedRow,
  type MessageHeader,
  type TopicDefinition,
  type TopicName,
} from '../../streams/live/mod.ts';
import type { PartState, RoleContext } from '../platform/running.ts';
import { sendBeats } from './heartbeat.ts';
import { ensureLive, FIRST_CHUNK_HEADER } from './broker.ts';
import { Lease } from './lease.ts';

/** At most one keyframe per this many commits ... */
const KEYFRAME_COMMITS = 12;
/** ... and, while commits go on, one at least this often (ms). */
const KEYFRAME_EVERY = 60_000;
/** A publish without an answer for this long (ms) has failed. */
const PUBLISH_TIMEOUT = 2000;

/** Lease of the producers whose heartbeat screens are told of. */
const WINDOWS_LEASE = 'windows';

export type PublisherContext = Pick<RoleContext, 'clock' | 'log' | 'nats' | 'jetstream' | 'metrics'>;

export interface PublisherOptions {
  /** Lease key: producers that run in different processes for different topics hold different ones. */
  readonly lease?: string;
  readonly leaseDuration?: number;
  /** What is wrong on the producers' side, by code: screens are told with the next beat. Asked twice a second. */
  readonly notices?: () => readonly ErrorCode[];
}

export interface LeasedPublisher extends LivePublisher {
  /** Only the leader publishes; a standby keeps its state ready. */
  isLeader(): boolean;
  /** Epoch of the last leadership of this process, 0 where none. */
  epoch(): number;
  /** Called with the epoch at each taking, and at once where it is leader already. Returns how to stop. */
  onLeader(callback: (epoch: number) => void): () => void;
  parts(): readonly PartState[];
  close(): Promise<void>;
}

interface Outgoing {
  readonly definition: TopicDefinition;
  readonly table: KeyedTable;
  seq: number;
  /** The next commit must carry the whole state. */
  whole: boolean;
  commits: number;
  keyAt: number;
  sending: Promise<void> | null;
}

/**
 * Opens the one publisher of this process. Resolves after the first try for the lease, whether it was got or not.
 * `upsert` and `replace` throw `GL_LIVE_MESSAGE` for a row that does not fit its topic; `commit` never rejects.
 */
export async function openPublisher(
  context: PublisherContext,
  options: PublisherOptions = {},
): Promise<LeasedPublisher> {
  const publisher = new Publisher(context, options);
  await publisher.open();
  return publisher;
}

class Publisher implements LeasedPublisher {
  readonly #context: PublisherContext;
  readonly #lease: Lease;
  readonly #topics: Map<TopicName, Outgoing>;
  readonly #columns = new Map<TopicName, readonly string[]>(
    TOPIC_NAMES.map((name) => [name, TOPICS[name].columns.map((column) => column.name)]),
  );
  readonly #published;
  readonly #bytes;
  readonly #failed;
  readonly #merged;
  readonly #unfit;
  readonly #notices: () => readonly ErrorCode[];
  #beats: { close(): void } | null = null;
  #connected = true;
  #closed = false;

  constructor(context: PublisherContext, options: PublisherOptions) {
    this.#context = context;
    this.#notices = options.notices ?? (() => []);
    const { clock, log, metrics, nats } = context;
    this.#lease = new Lease({
      clock,
      nats,
      log,
      key: options.lease ?? WINDOWS_LEASE,
      holder: `${hostname()}:${process.pid}:${Math.random().toString(36).slice(2, 10)}`,
      ...(options.leaseDuration === undefined ? {} : { duration: options.leaseDuration }),
    });
    this.#topics = new Map(
      TOPIC_NAMES.map((name) => [
        name,
        {
          definition: TOPICS[name],
          table: new KeyedTable(TOPICS[name].columns.length),
          seq: 0,
          whole: true,
          commits: 0,
          keyAt: 0,
          sending: null,
        },
      ]),
    );
    const counter = <L extends string>(name: string, help: string, labelNames: L[]): Counter<L> =>
      new Counter({ name: `guanlan_live_${name}`, help, labelNames, registers: [metrics] });
    this.#published = counter('published_total', 'Messages published', ['topic', 'type']);
    this.#bytes = counter('published_bytes_total', 'Bytes published', ['topic']);
    this.#failed = counter(
      'publish_failed_total',
      'Commits the broker did not take; the next one carries the whole state',
      ['topic'],
    );
    this.#merged = counter('commits_merged_total', 'Commits that waited for the one before and went with the next', [
      'topic',
    ]);
    this.#unfit = counter('unfit_values_total', 'Values that are no 32-bit integer and were published as missing', [
      'topic',
    ]);
    const leader: Gauge = new Gauge({
      name: 'guanlan_live_leader',
      help: '1 where this process publishes',
      registers: [metrics],
      collect: (): void => leader.set(this.isLeader() ? 1 : 0),
    });
  }

  async open(): Promise<void> {
    this.#lease.onTaken(() => this.#wholeNext());
    void this.#follow();
    await ensureLive(this.#context.nats).catch(() => undefined);
    await this.#lease.open();
    if (this.#lease.key === WINDOWS_LEASE)
      this.#beats = sendBeats(this.#context.nats, () =>
        this.#connected && this.isLeader() ? { epoch: this.epoch(), notices: this.#notices() } : null,
      );
  }

  upsert<T extends TopicName>(topic: T, rows: readonly PublishedRow<T>[], removed: readonly number[] = []): void {
    const { table, seq } = this.#of(topic);
    if (removed.length > 0) table.remove(Uint32Array.from(removed).sort(), seq + 1);
    if (rows.length > 0) table.upsert(this.#batch(topic, rows), seq + 1);
  }

  replace<T extends TopicName>(topic: T, rows: readonly PublishedRow<T>[]): void {
    const { table, seq } = this.#of(topic);
    table.replace(this.#batch(topic, rows), seq + 1);
  }

  async commit(topics: readonly TopicName[]): Promise<void> {
    await Promise.all(topics.map((name) => this.#commit(name)));
  }

  isLeader(): boolean {
    return this.#lease.held();
  }

  epoch(): number {
    return this.#lease.epoch();
  }

  onLeader(callback: (epoch: number) => void): () => void {
    if (this.isLeader()) callback(this.epoch());
    return this.#lease.onTaken(callback);
  }

  parts(): readonly PartState[] {
    const figures = { epoch: this.epoch() };
    if (this.isLeader()) return [{ part: 'publisher', state: 'ready', figures }];
    return [
      {
        part: 'publisher',
        state: this.#connected ? 'ready' : 'degraded',
        detail: this.#connected ? 'standby: another process publishes' : 'the broker is away',
        figures,
      },
    ];
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#beats?.close();
    await Promise.all([...this.#topics.values()].map((out) => out.sending));
    await this.#lease.close();
  }

  #of(topic: TopicName): Outgoing {
    return this.#topics.get(topic)!;
  }

  #batch(topic: TopicName, rows: readonly AnyRow[]): ReturnType<typeof batchOf>['batch'] {
    const { batch, unfit } = batchOf(rows, this.#columns.get(topic) ?? []);
    if (unfit > 0) this.#unfit.inc({ topic }, unfit);
    return batch;
  }

  #wholeNext(): void {
    for (const out of this.#topics.values()) out.whole = true;
  }

  /** A broker that comes back may have lost the memory stream: everybody gets the whole state again. */
  async #follow(): Promise<void> {
    for await (const status of this.#context.nats.status()) {
      if (this.#closed) return;
      if (status.type === 'disconnect') this.#connected = false;
      if (status.type === 'reconnect') {
        this.#connected = true;
        this.#wholeNext();
        await ensureLive(this.#context.nats).catch(() => undefined);
      }
    }
  }

  #commit(name: TopicName): Promise<void> {
    const out = this.#of(name);
    if (out.sending) {
      this.#merged.inc({ topic: name });
      return out.sending;
    }
    if (this.#closed || !this.isLeader()) return Promise.resolve();
    if (!this.#connected) {
      out.whole = true;
      return Promise.resolve();
    }
    out.sending = this.#send(name, out).finally(() => {
      out.sending = null;
    });
    return out.sending;
  }

  async #send(name: TopicName, out: Outgoing): Promise<void> {
    const { clock, log } = this.#context;
    const { table, definition } = out;
    const base = out.seq;
    out.seq += 1;
    out.commits += 1;
    const due =
      out.commits >= KEYFRAME_COMMITS &&
      (definition.cadence * KEYFRAME_COMMITS >= KEYFRAME_EVERY || clock.monotonic() - out.keyAt >= KEYFRAME_EVERY);
    const header: MessageHeader = {
      type: 'delta',
      topic: definition.id,
      epoch: this.epoch(),
      seq: out.seq,
      base,
      time: Math.max(clock.now(), Date.UTC(2020, 0, 1)),
      hash: null,
    };
    // Encoded before anything is awaited: a producer may go on writing the next commit meanwhile.
    const delta = out.whole
      ? []
      : encodeMessages(header, table.gather(table.changedSince(base)), table.removedSince(base));
    const key =
      out.whole || due
        ? encodeMessages({ ...header, type: 'keyframe', base: 0, hash: stateHash(table) }, table.all())
        : [];
    table.forget(out.seq);
    out.whole = false;
    if (key.length > 0) {
      out.commits = 0;
      out.keyAt = clock.monotonic();
    }
    try {
      await Promise.all(delta.map((bytes) => this.#publish(name, 'delta', bytes)));
      let first: number | undefined;
      for (const bytes of key) {
        const sequence = await this.#publish(name, 'key', bytes, first);
        first ??= sequence;
      }
    } catch (error) {
      out.whole = true;
      this.#failed.inc({ topic: name });
      log.warn(
        { err: error, topic: name, seq: out.seq },
        'live commit was not taken; the next one carries the whole state',
      );
      if (this.#connected) await ensureLive(this.#context.nats).catch(() => undefined);
    }
  }

  async #publish(name: TopicName, kind: 'delta' | 'key', bytes: Uint8Array, first?: number): Promise<number> {
    const headers = natsHeaders();
    if (first !== undefined) headers.set(FIRST_CHUNK_HEADER, String(first));
    const ack = await this.#context.jetstream.publish(liveSubject(name, kind), bytes, {
      timeout: PUBLISH_TIMEOUT,
      retries: 0,
      ...(first === undefined ? {} : { headers }),
    });
    this.#published.inc({ topic: name, type: kind });
    this.#bytes.inc({ topic: name }, bytes.length);
    return ack.seq;
  }
}
