/**
 * The screen's end of the live protocol: connects, follows its topics, reports hashes, comes back by itself. It keeps
 * state and never a queue, so a page hidden for hours is at the present with the next message.
 */
import { systemClock, type Clock } from '../../streams/contracts/clock.ts';
import {
  CLOSE,
  decodeMessage,
  isTopicName,
  parseAnnouncement,
  PROTOCOL_VERSION,
  stateHash,
  topicById,
  TopicReplica,
  TOPICS,
  TOPICS_SCHEMA,
  type Announcement,
  type HeldState,
  type LiveMessage,
  type ReadonlyTable,
  type TopicName,
} from '../../streams/live/mod.ts';
import { GIVE_UP_AFTER, Link, type LinkState } from './link.ts';
import { ServerClock } from './server-clock.ts';

/** First and longest wait between two tries (ms); the real one is random between half of it and all of it. */
const RETRY_FIRST = 300;
const RETRY_MAX = 8000;
/** Wait after a close that trying again at once will not mend (ms). */
const RETRY_REFUSED = 30_000;
const CONNECT_TIMEOUT = 5000;
const PING_EVERY = 15_000;
/** Shortest time between two requests for the whole state of one topic (ms). */
const RESYNC_EVERY = 1000;
const LOOK_EVERY = 250;
const OPEN = 1;

/** The part of the browser's WebSocket that is used. */
export interface SocketLike {
  binaryType: string;
  readonly readyState: number;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  send(text: string): void;
  close(code?: number, reason?: string): void;
}

export interface LiveClientOptions {
  readonly url: string;
  readonly topics: readonly TopicName[];
  /** Own clock; a replay gives another. */
  readonly clock?: Clock;
  readonly socket?: (url: string) => SocketLike;
  /** When listeners are told of changed topics; by default at once, after the message has been applied. */
  readonly schedule?: (tell: () => void) => void;
  readonly random?: () => number;
  /** The hub means other columns than this page: it should load itself again. */
  readonly outdated?: () => void;
}

export interface LiveFigures {
  readonly connects: number;
  readonly messages: number;
  readonly bytes: number;
  readonly snapshots: number;
  readonly deltas: number;
  /** Copies found wrong by their hash. */
  readonly differed: number;
  readonly gaps: number;
}

interface Followed {
  readonly replica: TopicReplica;
  resyncAt: number;
}

const columnsOf = (topic: number): number | undefined => topicById.get(topic)?.columns.length;

export class LiveClient {
  readonly #options: LiveClientOptions;
  readonly #clock: Clock;
  readonly #serverClock: ServerClock;
  readonly #link: Link;
  readonly #followed = new Map<TopicName, Followed>();
  readonly #listeners = new Set<{
    readonly topics: ReadonlySet<TopicName>;
    readonly changed: (topic: TopicName) => void;
  }>();
  readonly #linkListeners = new Set<(state: LinkState) => void>();
  readonly #changed = new Set<TopicName>();
  #telling = false;
  #socket: SocketLike | null = null;
  #connectedAt = 0;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | null = null;
  #looking: ReturnType<typeof setInterval> | null = null;
  #pingAt = 0;
  #closed = false;
  #refused: readonly string[] = [];
  readonly #figures = { connects: 0, messages: 0, bytes: 0, snapshots: 0, deltas: 0, differed: 0, gaps: 0 };

  constructor(options: LiveClientOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#serverClock = new ServerClock(this.#clock);
    this.#link = new Link(this.#clock.now(), (state) => {
      for (const listener of this.#linkListeners) listener(state);
    });
    for (const topic of options.topics) this.#follow(topic);
  }

  start(): this {
    this.#connect();
    this.#looking = setInterval(() => this.#look(), LOOK_EVERY);
    return this;
  }

  close(): void {
    this.#closed = true;
    if (this.#retry) clearTimeout(this.#retry);
    if (this.#looking) clearInterval(this.#looking);
    this.#drop();
  }

  /** The page became visible or the network came back: do not wait for the next try. */
  nudge(): void {
    if (this.#closed) return;
    if (this.#socket === null) this.#connect();
    else this.#look();
  }

  /** The topic's table, always the same object; `undefined` until its first state has come. */
  table(topic: TopicName): ReadonlyTable | undefined {
    const replica = this.#followed.get(topic)?.replica;
    return replica?.ready ? replica.table : undefined;
  }

  /**
   * What is held of a topic: `time` is when the producer closed that state, ms UTC. `undefined` until its first state.
   */
  state(topic: TopicName): { readonly epoch: number; readonly seq: number; readonly time: number } | undefined {
    const replica = this.#followed.get(topic)?.replica;
    return replica?.ready ? { epoch: replica.epoch, seq: replica.seq, time: replica.time } : undefined;
  }

  /** State hash of a topic as held now. */
  hash(topic: TopicName): string | undefined {
    const table = this.table(topic);
    return table && stateHash(table);
  }

  /**
   * `changed` is called after a topic moved, once however many messages there were. Unknown topics are followed from
   * now on. Returns how to stop.
   */
  subscribe(topics: readonly TopicName[], changed: (topic: TopicName) => void): () => void {
    const listener = { topics: new Set(topics), changed };
    this.#listeners.add(listener);
    const added = topics.filter((topic) => !this.#followed.has(topic));
    for (const topic of added) this.#follow(topic);
    if (added.length > 0) this.#ask();
    return () => {
      this.#listeners.delete(listener);
    };
  }

  get link(): LinkState {
    return this.#link.state;
  }

  onLink(changed: (state: LinkState) => void): () => void {
    this.#linkListeners.add(changed);
    return () => {
      this.#linkListeners.delete(changed);
    };
  }

  /** ms UTC by the server's clock: what ages are counted from. */
  now(): number {
    return this.#serverClock.now();
  }

  /** Topics the hub would not give. */
  get refused(): readonly string[] {
    return this.#refused;
  }

  get figures(): LiveFigures {
    return { ...this.#figures };
  }

  #follow(topic: TopicName): void {
    this.#followed.set(topic, { replica: new TopicReplica(TOPICS[topic]), resyncAt: Number.NEGATIVE_INFINITY });
  }

  #connect(): void {
    if (this.#closed || this.#socket !== null) return;
    if (this.#retry) clearTimeout(this.#retry);
    this.#retry = null;
    let socket: SocketLike;
    try {
      socket = (this.#options.socket ?? ((url) => new WebSocket(url)))(this.#options.url);
    } catch {
      this.#failures += 1;
      this.#again(RETRY_REFUSED);
      return;
    }
    this.#socket = socket;
    this.#connectedAt = this.#clock.monotonic();
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      if (socket !== this.#socket) return;
      this.#figures.connects += 1;
      this.#link.opened(this.#clock.monotonic());
      this.#ask();
      this.#ping();
    };
    socket.onmessage = (event: { data: string | ArrayBuffer }) => {
      if (socket === this.#socket) this.#heard(event.data);
    };
    socket.onerror = () => undefined;
    socket.onclose = (event: { code: number }) => {
      if (socket !== this.#socket) return;
      if (event.code === CLOSE.version.code) this.#options.outdated?.();
      this.#ended(event.code);
    };
  }

  #ended(code: number): void {
    this.#drop();
    const known = Object.values(CLOSE).find((reason) => reason.code === code);
    this.#failures += 1;
    this.#again(
      known !== undefined && !known.again
        ? RETRY_REFUSED
        : Math.min(RETRY_MAX, RETRY_FIRST * 2 ** Math.min(this.#failures - 1, 10)),
    );
    this.#look();
  }

  #again(wait: number): void {
    const random = this.#options.random ?? Math.random;
    this.#retry = setTimeout(() => this.#connect(), wait * (0.5 + 0.5 * random()));
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    this.#link.closed();
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close(1000, 'screen closes');
  }

  #send(message: object): void {
    if (this.#socket?.readyState === OPEN) this.#socket.send(JSON.stringify(message));
  }

  #ask(): void {
    const topics: HeldState[] = [...this.#followed].map(([name, { replica }]) => ({
      name,
      epoch: replica.epoch,
      seq: replica.seq,
    }));
    this.#send({ type: 'subscribe', protocol: PROTOCOL_VERSION, topics });
  }

  #ping(): void {
    this.#pingAt = this.#clock.monotonic();
    this.#send({ type: 'ping', sent: this.#clock.now() });
  }

  #heard(data: string | ArrayBuffer): void {
    const monotonic = this.#clock.monotonic();
    this.#link.heard(monotonic);
    this.#figures.messages += 1;
    if (typeof data === 'string') {
      const announcement = parseAnnouncement(data);
      if (announcement) this.#told(announcement);
    } else {
      this.#figures.bytes += data.byteLength;
      this.#apply(new Uint8Array(data), monotonic);
    }
  }

  #told(announcement: Announcement): void {
    if (announcement.type === 'pong') this.#serverClock.pong(announcement.sent, announcement.now);
    else if (announcement.type === 'refused') this.#refused = announcement.topics.map((topic) => topic.name);
    else {
      this.#serverClock.announced(announcement.now);
      if (announcement.type === 'status') {
        this.#failures = 0;
        this.#link.told(announcement);
        this.#look();
      } else if (announcement.schema !== TOPICS_SCHEMA) this.#options.outdated?.();
    }
  }

  #apply(bytes: Uint8Array, monotonic: number): void {
    let message: LiveMessage;
    try {
      message = decodeMessage(bytes, columnsOf);
    } catch {
      // The hub speaks another protocol than this page: nothing it says can be used.
      this.#options.outdated?.();
      this.#ended(CLOSE.version.code);
      return;
    }
    const name = topicById.get(message.topic)?.name ?? '';
    const followed = isTopicName(name) ? this.#followed.get(name) : undefined;
    if (!isTopicName(name) || !followed) return;
    const { replica } = followed;
    const outcome = replica.apply(message);
    if (outcome === 'gap') {
      this.#figures.gaps += 1;
      if (monotonic - followed.resyncAt < RESYNC_EVERY) return;
      followed.resyncAt = monotonic;
      this.#send({ type: 'resync', topics: [name] });
      return;
    }
    if (
      message.hash !== null &&
      replica.hash !== null &&
      (outcome === 'applied' || outcome === 'verified' || outcome === 'differs')
    ) {
      this.#send({ type: 'hash', topics: [{ name, epoch: replica.epoch, seq: replica.seq, hash: replica.hash }] });
    }
    if (outcome === 'differs') this.#figures.differed += 1;
    if (outcome !== 'applied' && outcome !== 'differs') return;
    if (message.type === 'delta') this.#figures.deltas += 1;
    else this.#figures.snapshots += 1;
    this.#changed.add(name);
    if (this.#telling) return;
    this.#telling = true;
    (this.#options.schedule ?? ((tell) => tell()))(() => this.#tell());
  }

  #tell(): void {
    this.#telling = false;
    const topics = [...this.#changed];
    this.#changed.clear();
    for (const listener of this.#listeners)
      for (const topic of topics) if (listener.topics.has(topic)) listener.changed(topic);
  }

  #look(): void {
    const monotonic = this.#clock.monotonic();
    if (this.#socket !== null) {
      const opening = this.#socket.readyState !== OPEN;
      if (opening ? monotonic - this.#connectedAt > CONNECT_TIMEOUT : this.#link.unheard(monotonic) > GIVE_UP_AFTER) {
        this.#ended(1006);
        return;
      }
      if (!opening && monotonic - this.#pingAt > PING_EVERY) this.#ping();
    }
    this.#link.look(monotonic, this.now(), [...this.#followed.keys()]);
  }
}
