import { hostname } from 'node:os';
import { headers as natsHeaders } from '@nats-io/transport-node';
import type { ErrorCode } from '../../streams/contracts/errors.ts';
import { liveSubject } from '../../streams/contracts/subjects.ts';
import {
  batchOf,
  TOPICS,
  TOPIC_NAMES,
  type AnyRow,
  type PublishedRow,
  type TopicName,
} from '../../streams/live/mod.ts';
import { present } from '../platform/present.ts';
import type { PartState } from '../platform/running.ts';
import { ensureLive, FIRST_CHUNK_HEADER } from './broker.ts';
import { sendHeartbeats } from './heartbeat.ts';
import { Lease } from './lease.ts';
import type { LeasedPublisher, PublisherContext, PublisherOptions } from './leased-publisher.ts';
import { OutgoingTopic, type Commit } from './outgoing-topic.ts';
import { publisherMetrics, type PublisherMetrics } from './publisher-metrics.ts';

/** A publish without an acknowledgement for this long (ms) has failed. */
const PUBLISH_TIMEOUT = 2000;
/** Columns of each topic in the order of the wire. */
const COLUMN_NAMES: ReadonlyMap<TopicName, readonly string[]> = new Map(
  TOPIC_NAMES.map((topic) => [topic, TOPICS[topic].columns.map(({ name }) => name)]),
);
/** Lease of the producers whose heartbeat screens depend on. */
const WINDOWS_LEASE = 'windows';

/**
 * The producers' side of the live stream: keeps each topic's table, and at each commit publishes what changed since the
 * commit before, also when nothing did (silence must mean trouble), and from time to time the whole state with its
 * hash. Only the holder of the lease publishes. While the broker is away the state is kept; after its return comes a
 * keyframe.
 */
export class StreamPublisher implements LeasedPublisher {
  readonly #context: PublisherContext;
  readonly #lease: Lease;
  readonly #topics: ReadonlyMap<TopicName, OutgoingTopic>;
  readonly #metrics: PublisherMetrics;
  readonly #notices: () => readonly ErrorCode[];
  #heartbeats: { close(): void } | null = null;
  #connected = true;
  #closed = false;

  constructor(context: PublisherContext, { lease = WINDOWS_LEASE, leaseDuration, notices }: PublisherOptions) {
    const { clock, log, metrics, nats } = context;
    this.#context = context;
    this.#notices = notices ?? (() => []);
    this.#lease = new Lease({
      clock,
      nats,
      log,
      key: lease,
      holder: `${hostname()}:${process.pid}:${Math.random().toString(36).slice(2, 10)}`,
      ...(leaseDuration === undefined ? {} : { duration: leaseDuration }),
    });
    this.#topics = new Map(TOPIC_NAMES.map((name) => [name, new OutgoingTopic(name)]));
    this.#metrics = publisherMetrics(metrics, () => this.isLeader());
  }

  async open(): Promise<void> {
    this.#lease.onTaken(() => this.#wholeNext());
    void this.#followBroker();
    await ensureLive(this.#context.nats).catch(() => undefined);
    await this.#lease.open();
    if (this.#lease.key !== WINDOWS_LEASE) return;
    this.#heartbeats = sendHeartbeats(this.#context.nats, () =>
      this.#connected && this.isLeader() ? { epoch: this.epoch(), notices: this.#notices() } : null,
    );
  }

  upsert<T extends TopicName>(topic: T, rows: readonly PublishedRow<T>[], removed: readonly number[] = []): void {
    const { table, nextSeq } = this.#of(topic);
    if (removed.length > 0) table.remove(Uint32Array.from(removed).sort(), nextSeq);
    if (rows.length > 0) table.upsert(this.#batch(topic, rows), nextSeq);
  }

  replace<T extends TopicName>(topic: T, rows: readonly PublishedRow<T>[]): void {
    const { table, nextSeq } = this.#of(topic);
    table.replace(this.#batch(topic, rows), nextSeq);
  }

  async commit(topics: readonly TopicName[]): Promise<void> {
    await Promise.all(topics.map((name) => this.#commit(this.#of(name))));
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
    if (!this.#connected) return [{ part: 'publisher', state: 'degraded', detail: 'the broker is away', figures }];
    return [{ part: 'publisher', state: 'ready', detail: 'standby: another process publishes', figures }];
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#heartbeats?.close();
    await Promise.all(Array.from(this.#topics.values(), ({ sending }) => sending ?? Promise.resolve()));
    await this.#lease.close();
  }

  #of(topic: TopicName): OutgoingTopic {
    return present(this.#topics.get(topic), `topic ${topic}`);
  }

  #batch(topic: TopicName, rows: readonly AnyRow[]): ReturnType<typeof batchOf>['batch'] {
    const { batch, unfit } = batchOf(rows, present(COLUMN_NAMES.get(topic), `topic ${topic}`));
    if (unfit > 0) this.#metrics.unfit.inc({ topic }, unfit);
    return batch;
  }

  #wholeNext(): void {
    for (const topic of this.#topics.values()) topic.wholeNext();
  }

  /** A broker that comes back may have lost the memory stream: every topic is published whole again. */
  async #followBroker(): Promise<void> {
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

  #commit(topic: OutgoingTopic): Promise<void> {
    if (topic.sending) {
      this.#metrics.merged.inc({ topic: topic.name });
      return topic.sending;
    }
    if (this.#closed || !this.isLeader()) return Promise.resolve();
    if (!this.#connected) {
      topic.wholeNext();
      return Promise.resolve();
    }
    // Encoded before anything is awaited: a producer may go on writing the next commit meanwhile.
    const { clock } = this.#context;
    topic.sending = this.#send(topic, topic.next(this.epoch(), clock.now(), clock.monotonic())).finally(() => {
      topic.sending = null;
    });
    return topic.sending;
  }

  async #send(topic: OutgoingTopic, { seq, delta, keyframe }: Commit): Promise<void> {
    const { name } = topic;
    try {
      await Promise.all(delta.map((bytes) => this.#publish(name, 'delta', bytes)));
      let first: number | undefined;
      for (const bytes of keyframe) {
        const sequence = await this.#publish(name, 'key', bytes, first);
        first ??= sequence;
      }
    } catch (error) {
      topic.wholeNext();
      this.#metrics.failed.inc({ topic: name });
      this.#context.log.warn(
        { err: error, topic: name, seq },
        'publishing a live commit failed; the next one carries the whole state',
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
    this.#metrics.published.inc({ topic: name, type: kind });
    this.#metrics.bytes.inc({ topic: name }, bytes.length);
    return ack.seq;
  }
}
