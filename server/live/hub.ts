/**
 * The hub: follows the live stream, keeps each topic's state, and brings every screen from what it holds to the
 * present. It asks the database nothing. Without the broker it goes on serving the last state with its age.
 */
import { randomBytes } from 'node:crypto';
import type { ErrorCode } from '../../streams/contracts/errors.ts';
import {
  HEARTBEAT,
  CLOSE,
  decodeHeader,
  isTopicName,
  parseRequest,
  PROTOCOL_VERSION,
  REQUEST_BOUNDS,
  TICK,
  topicById,
  TOPICS,
  TOPICS_SCHEMA,
  type CloseReason,
  type HeldState,
  type Hello,
  type ReadonlyTable,
  type Refused,
  type Request,
  type Status,
  type TopicName,
} from '../../streams/live/mod.ts';
import { LIVE_BEAT } from '../../streams/contracts/subjects.ts';
import type { PartState, RoleContext, Running } from '../platform/running.ts';
import { BeatWatch } from './heartbeat.ts';
import { StreamReader } from './stream-reader.ts';
import { hubMetrics, type HubMetrics } from './metrics.ts';
import { expired, Screen, type Holding } from './screen.ts';
import { watchStore } from './store-watch.ts';
import { TopicState } from './topic-state.ts';
import type { OpenTransport, Transport, TransportSocket, UpgradeRequest } from './transport.ts';

/** Screens one hub takes; more are closed with 4007. */
export const MAX_SCREENS = 5000;
/** A message from a screen above this ends its socket without a code; from `REQUEST_BOUNDS.bytes` on with 4003. */
export const MAX_PAYLOAD = 64 * 1024;
/** Unsent bytes of one socket; it is closed as too slow before more are kept. One message is at most 512 KB. */
export const MAX_BACKPRESSURE = 2 * 1024 * 1024;
export const IDLE_SECONDS = 32;
/** Silent cadences after which a topic is said to be silent. */
const SILENT_CADENCES = 3;
const WATCH_EVERY = 200;

export type HubContext = Pick<RoleContext, 'clock' | 'config' | 'log' | 'metrics' | 'nats' | 'store'>;

export interface HubExtra {
  /** What a socket may see; `null`: nothing, it is closed with 4001. */
  authorize(request: UpgradeRequest): 'public' | 'internal' | null;
  /** What else screens should say is wrong, by code; asked five times a second, so it must be cheap. */
  readonly notices?: () => readonly ErrorCode[];
  /** The other library than the one that loads; for the conformance tests. */
  readonly transport?: OpenTransport;
  readonly maxScreens?: number;
}

export interface RunningHub extends Running {
  readonly port: number;
  readonly transport: 'uws' | 'ws';
  /** Of this hub's run. */
  readonly id: string;
  /** A topic's whole state as a screen that holds nothing would be sent it, with the time its producer closed it (ms UTC); null until its first state has arrived. */
  snapshot(topic: TopicName): { readonly messages: readonly Uint8Array[]; readonly time: number } | null;
  /** (epoch, seq, hash) of each topic's state as it is now. For tests and benches. */
  states(): ReadonlyMap<
    string,
    { readonly epoch: number; readonly seq: number; readonly hash: string; readonly rows: number }
  >;
  /** One topic as it is now, with the time its producer closed it (ms UTC); null until its first state has arrived. Valid until the next turn of the event loop. */
  table(topic: TopicName): { readonly table: ReadonlyTable; readonly time: number } | null;
}

/** Starts listening on `config.livePort`; the states arrive as the stream is read. Throws `GL_PORT_TAKEN`. */
export async function startHub(context: HubContext, extra: HubExtra): Promise<RunningHub> {
  const hub = new Hub(context, extra);
  await hub.open();
  return hub;
}

class Hub implements RunningHub {
  readonly #context: HubContext;
  readonly #extra: HubExtra;
  readonly id = randomBytes(4).toString('hex');
  readonly #topics = new Map<string, TopicState>();
  readonly #screens = new Map<TransportSocket, Screen>();
  readonly #metrics: HubMetrics;
  readonly #feed: StreamReader;
  readonly #notices = new Map<ErrorCode, number>();
  #transport!: Transport;
  readonly #beats: BeatWatch;
  #hearing: { unsubscribe(): void } = { unsubscribe: () => undefined };
  #store: { close(): void } = { close: () => undefined };
  #storeUp = true;
  #watch: NodeJS.Timeout | null = null;
  #broker: 'live' | 'lost' = 'lost';
  #brokerSince: number;
  #silent: readonly string[] = [];
  #statusVersion = 0;
  #flushing: NodeJS.Immediate | null = null;
  #closed = false;

  constructor(context: HubContext, extra: HubExtra) {
    this.#context = context;
    this.#extra = extra;
    this.#brokerSince = context.clock.now();
    this.#beats = new BeatWatch(context.clock.monotonic());
    this.#metrics = hubMetrics(context.metrics, {
      screens: (access) => [...this.#screens.values()].filter((screen) => screen.access === access).length,
      brokerUp: () => this.#broker === 'live',
      ages: () =>
        [...this.#topics.values()]
          .filter((topic) => topic.heardAt !== null)
          .map((topic) => [topic.definition.name, (context.clock.monotonic() - topic.heardAt!) / 1000] as const),
    });
    const count = {
      snapshot: (topic: string) => this.#metrics.encoded.inc({ topic, kind: 'snapshot' }),
      delta: (topic: string) => this.#metrics.encoded.inc({ topic, kind: 'delta' }),
    };
    for (const definition of Object.values(TOPICS))
      this.#topics.set(definition.name, new TopicState(definition, count));
    this.#feed = new StreamReader(context, {
      message: (bytes) => this.#heard(bytes),
      broker: (state) => {
        this.#broker = state;
        this.#brokerSince = context.clock.now();
        this.#beats.begin(context.clock.monotonic());
        context.log.info({ broker: state }, 'hub and broker');
        this.#tell();
      },
      recreated: () => {
        this.#beats.begin(this.#context.clock.monotonic());
        for (const topic of this.#topics.values()) topic.beginAnew();
      },
    });
  }

  async open(): Promise<void> {
    const { config, store } = this.#context;
    const options = {
      host: config.host,
      port: config.livePort,
      tls: config.tls,
      maxPayload: MAX_PAYLOAD,
      maxBackpressure: MAX_BACKPRESSURE,
      idleSeconds: IDLE_SECONDS,
    };
    const handlers = {
      open: (socket: TransportSocket) => this.#opened(socket),
      message: (socket: TransportSocket, text: string | null) => this.#asked(socket, text),
      drain: (socket: TransportSocket) => {
        const screen = this.#screens.get(socket);
        if (screen) this.#flush(screen);
      },
      close: (socket: TransportSocket) => {
        this.#screens.delete(socket);
      },
      http: (path: string) => this.#http(path),
    };
    const open = this.#extra.transport ?? (await this.#bestTransport());
    this.#transport = await open(options, handlers);
    this.#feed.open();
    this.#hearing = this.#context.nats.subscribe(LIVE_BEAT, {
      callback: (error, message) => {
        if (!error) this.#beats.heard(message.string(), this.#context.clock.monotonic());
      },
    });
    this.#store = watchStore(store, (up) => {
      this.#storeUp = up;
    });
    this.#watch = setInterval(() => this.#look(), WATCH_EVERY);
    this.#context.log.info({ port: this.port, transport: this.transport, hub: this.id }, 'live hub listens');
  }

  get port(): number {
    return this.#transport.port;
  }
  get transport(): 'uws' | 'ws' {
    return this.#transport.kind;
  }

  states(): ReturnType<RunningHub['states']> {
    return new Map(
      [...this.#topics]
        .filter(([, topic]) => topic.ready)
        .map(([name, topic]) => [
          name,
          { epoch: topic.epoch, seq: topic.seq, hash: topic.hashNow(), rows: topic.rows },
        ]),
    );
  }

  snapshot(name: TopicName): ReturnType<RunningHub['snapshot']> {
    const topic = this.#topics.get(name);
    const whole = topic?.snapshot() ?? null;
    return whole === null ? null : { messages: whole.messages, time: topic!.time };
  }

  table(name: TopicName): ReturnType<RunningHub['table']> {
    const topic = this.#topics.get(name);
    return topic?.ready ? { table: topic.table, time: topic.time } : null;
  }

  parts(): readonly PartState[] {
    const figures = { screens: this.#screens.size, transport: this.transport };
    const slower = this.transport === 'ws' ? 'uWebSockets.js does not load here; screens are served by ws' : undefined;
    if (this.#broker === 'lost')
      return [
        {
          part: 'hub',
          state: 'degraded',
          detail: 'the broker is away; screens see the last state with its age',
          figures,
        },
      ];
    return [{ part: 'hub', state: 'ready', figures, ...(slower === undefined ? {} : { detail: slower }) }];
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#watch) clearInterval(this.#watch);
    if (this.#flushing) clearImmediate(this.#flushing);
    this.#store.close();
    this.#hearing.unsubscribe();
    await this.#feed.close();
    for (const screen of [...this.#screens.values()]) screen.close(CLOSE.goingAway);
    await new Promise((done) => {
      setTimeout(done, this.#screens.size > 0 ? 100 : 0);
    });
    await this.#transport.close();
  }

  async #bestTransport(): Promise<OpenTransport> {
    try {
      await import('uWebSockets.js');
      return (await import('./transport-uws.ts')).openUwsTransport;
    } catch (error) {
      this.#context.log.warn({ err: error }, 'uWebSockets.js does not load on this platform; the hub runs on ws');
      return (await import('./transport-ws.ts')).openWsTransport;
    }
  }

  // --- from the stream -------------------------------------------------------------------------------------------

  #heard(bytes: Uint8Array): void {
    try {
      const definition = topicById.get(decodeHeader(bytes).topic);
      const topic = definition === undefined ? undefined : this.#topics.get(definition.name);
      if (topic === undefined) {
        this.#metrics.refused.inc({ reason: 'unknown topic' });
        return;
      }
      const outcome = topic.apply(bytes, this.#context.clock.monotonic());
      if (outcome === 'applied' || outcome === 'verified') this.#flushSoon();
      if (outcome === 'differs' || (outcome === 'gap' && topic.ready)) {
        this.#metrics.gaps.inc({ topic: topic.definition.name });
        if (!topic.waiting) this.#feed.resync();
        topic.waiting = true;
      }
    } catch (error) {
      this.#metrics.refused.inc({ reason: 'malformed' });
      this.#context.log.warn({ err: error }, 'a message of the live stream does not match the protocol');
    }
  }

  /** A tick's topics arrive one after the other: one round over the screens serves them all. */
  #flushSoon(): void {
    this.#flushing ??= setImmediate(() => {
      this.#flushing = null;
      for (const screen of this.#screens.values()) this.#flush(screen);
    });
  }

  #flush(screen: Screen): void {
    screen.flush(
      this.#context.clock.monotonic(),
      { version: this.#statusVersion, text: (access) => this.#status(access) },
      this.#sent,
    );
  }

  readonly #sent = (kind: string, bytes: number): void => {
    this.#metrics.sent.inc({ kind });
    this.#metrics.sentBytes.inc({ kind }, bytes);
  };

  // --- from the clock --------------------------------------------------------------------------------------------

  #look(): void {
    const now = this.#context.clock.monotonic();
    const silent = [...this.#topics.values()]
      .filter((topic) => topic.heardAt !== null && now - topic.heardAt > SILENT_CADENCES * this.#cadence(topic))
      .map((topic) => topic.definition.name);
    if (silent.join() !== this.#silent.join()) {
      this.#silent = silent;
      this.#statusVersion += 1;
    }
    this.#takeNotices();
    for (const screen of [...this.#screens.values()]) {
      if (expired(screen, now)) this.#metrics.closed.inc({ code: String(CLOSE.noSubscription.code) });
      else if (screen.statusVersion !== this.#statusVersion) this.#flush(screen);
      else if (now - screen.sentAt >= HEARTBEAT - WATCH_EVERY && screen.socket.buffered() === 0)
        screen.sendText(this.#status(screen.access), now, this.#sent);
    }
  }

  #cadence({ definition }: TopicState): number {
    return definition.cadence === TICK ? Math.max(TICK, this.#context.config.tickMs) : definition.cadence;
  }

  #takeNotices(): void {
    const codes = new Set(this.#extra.notices?.() ?? []);
    if (!this.#storeUp) codes.add('GL_STORE_UNAVAILABLE');
    if (this.#broker === 'live')
      for (const code of this.#beats.notices(this.#context.clock.monotonic())) codes.add(code);
    for (const code of this.#notices.keys())
      if (!codes.has(code)) {
        this.#notices.delete(code);
        this.#statusVersion += 1;
      }
    for (const code of codes)
      if (!this.#notices.has(code)) {
        this.#notices.set(code, this.#context.clock.now());
        this.#statusVersion += 1;
      }
  }

  #tell(): void {
    this.#statusVersion += 1;
    this.#flushSoon();
  }

  #status(access: 'public' | 'internal'): string {
    const silent =
      access === 'internal' ? this.#silent : this.#silent.filter((name) => isTopicName(name) && TOPICS[name].isPublic);
    const notices = [...this.#notices].map(([code, since]) => ({ code, since }));
    return JSON.stringify({
      type: 'status',
      now: this.#context.clock.now(),
      broker: this.#broker,
      since: this.#brokerSince,
      silent,
      notices,
    } satisfies Status);
  }

  // --- from the screens ------------------------------------------------------------------------------------------

  #opened(socket: TransportSocket): void {
    if (this.#closed) return this.#refuse(socket, CLOSE.goingAway);
    if (this.#screens.size >= (this.#extra.maxScreens ?? MAX_SCREENS)) return this.#refuse(socket, CLOSE.full);
    const access = this.#extra.authorize(socket.request);
    if (access === null) return this.#refuse(socket, CLOSE.unauthorized);
    const now = this.#context.clock.monotonic();
    const screen = new Screen(socket, access, now);
    this.#screens.set(socket, screen);
    const hello: Hello = {
      type: 'hello',
      protocol: PROTOCOL_VERSION,
      hub: this.id,
      schema: TOPICS_SCHEMA,
      access,
      now: this.#context.clock.now(),
    };
    screen.sendText(JSON.stringify(hello), now, this.#sent);
    this.#flush(screen);
  }

  #refuse(socket: TransportSocket, reason: CloseReason): void {
    this.#metrics.closed.inc({ code: String(reason.code) });
    socket.close(reason.code, reason.reason);
  }

  #asked(socket: TransportSocket, text: string | null): void {
    const screen = this.#screens.get(socket);
    if (!screen) return;
    const now = this.#context.clock.monotonic();
    if (!screen.admits(now)) return this.#refuse(socket, CLOSE.flood);
    if (text === null) return this.#refuse(socket, CLOSE.badMessage);
    if (text.length > REQUEST_BOUNDS.bytes) return this.#refuse(socket, CLOSE.tooLarge);
    let request: Request;
    try {
      request = parseRequest(text);
    } catch {
      return this.#refuse(socket, CLOSE.badMessage);
    }
    switch (request.type) {
      case 'subscribe':
        if (request.protocol !== PROTOCOL_VERSION) return this.#refuse(socket, CLOSE.version);
        this.#subscribe(screen, request.topics, now);
        break;
      case 'hash':
        for (const answer of request.topics) this.#compare(screen, answer);
        break;
      case 'resync':
        for (const name of request.topics) screen.distrust(name);
        break;
      case 'ping':
        screen.sendText(
          JSON.stringify({ type: 'pong', sent: request.sent, now: this.#context.clock.now() }),
          now,
          this.#sent,
        );
    }
    this.#flush(screen);
  }

  #subscribe(screen: Screen, wanted: readonly HeldState[], now: number): void {
    const holdings: Holding[] = [];
    const refused: Refused['topics'][number][] = [];
    for (const { name, epoch, seq } of wanted) {
      const topic = this.#topics.get(name);
      if (!topic) refused.push({ name, code: 'GL_NOT_FOUND' });
      else if (screen.access === 'public' && !topic.definition.isPublic) refused.push({ name, code: 'GL_FORBIDDEN' });
      else holdings.push({ topic, epoch, seq, checked: -1 });
    }
    screen.subscribe(holdings);
    if (refused.length > 0)
      screen.sendText(JSON.stringify({ type: 'refused', topics: refused } satisfies Refused), now, this.#sent);
  }

  #compare(screen: Screen, answer: HeldState & { readonly hash: string }): void {
    const ours = this.#topics.get(answer.name)?.hashAt(answer.epoch, answer.seq);
    if (ours === undefined) {
      this.#metrics.hashes.inc({ result: 'unknown' });
    } else if (ours === answer.hash) {
      this.#metrics.hashes.inc({ result: 'agree' });
    } else {
      this.#metrics.hashes.inc({ result: 'differ' });
      screen.distrust(answer.name);
    }
  }

  #http(path: string): { status: number; type: string; body: string } {
    if (path !== '/healthz') return { status: 404, type: 'application/json', body: '{"code":"GL_NOT_FOUND"}' };
    return {
      status: 200,
      type: 'application/json',
      body: JSON.stringify({ alive: true, hub: this.id, broker: this.#broker, screens: this.#screens.size }),
    };
  }
}
