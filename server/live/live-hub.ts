import { randomBytes } from 'node:crypto';
import { LIVE_BEAT } from '../../streams/contracts/subjects.ts';
import {
  HEARTBEAT,
  CLOSE,
  PROTOCOL_VERSION,
  TICK,
  TOPICS_SCHEMA,
  type CloseReason,
  type Hello,
  type TopicDefinition,
  type TopicName,
} from '../../streams/live/mod.ts';
import { pause } from '../platform/pause.ts';
import { present } from '../platform/present.ts';
import type { PartState } from '../platform/running.ts';
import { bestTransport } from './best-transport.ts';
import { HeartbeatWatch } from './heartbeat-watch.ts';
import { IDLE_SECONDS, MAX_BACKPRESSURE, MAX_PAYLOAD, MAX_SCREENS } from './hub-bounds.ts';
import { HubStatus } from './hub-status.ts';
import { HubTopics } from './hub-topics.ts';
import type { HubContext, HubExtra, HubSnapshot, HubTable, HubTopicState, RunningHub } from './hub.ts';
import { hubMetrics, type HubMetrics } from './metrics.ts';
import { ScreenRequests } from './screen-requests.ts';
import { expired, Screen, type SentCount } from './screen.ts';
import { watchStore } from './store-watch.ts';
import { StreamReader } from './stream-reader.ts';
import type { Transport, TransportHandlers, TransportSocket } from './transport.ts';

/** How often silence, notices and idle screens are checked, ms. */
const CHECK_EVERY_MS = 200;
/** Screens have so long to take the close code before their sockets are cut, ms. */
const CLOSE_GRACE_MS = 100;

/**
 * The hub: follows the live stream, keeps each topic's state, and brings every screen from what it holds to the
 * present. It asks the database nothing. Without the broker it goes on serving the last state with its age.
 */
export class LiveHub implements RunningHub {
  readonly id = randomBytes(4).toString('hex');
  readonly #context: HubContext;
  readonly #extra: HubExtra;
  readonly #screens = new Map<TransportSocket, Screen>();
  readonly #metrics: HubMetrics;
  readonly #status: HubStatus;
  readonly #topics: HubTopics;
  readonly #requests: ScreenRequests;
  readonly #reader: StreamReader;
  readonly #heartbeats: HeartbeatWatch;
  #transport: Transport | null = null;
  /** What ends with the hub, in order. */
  readonly #ends: (() => void)[] = [];
  #isStoreUp = true;
  #flushing: NodeJS.Immediate | null = null;
  #closed = false;

  constructor(context: HubContext, extra: HubExtra) {
    const { clock, log } = context;
    this.#context = context;
    this.#extra = extra;
    this.#status = new HubStatus(clock);
    this.#heartbeats = new HeartbeatWatch(clock.monotonic());
    this.#metrics = hubMetrics(context.metrics, {
      screens: (access) => [...this.#screens.values()].filter((screen) => screen.access === access).length,
      brokerUp: () => this.#status.broker === 'live',
      ages: () => this.#topics.ages(clock.monotonic()),
    });
    this.#topics = new HubTopics({
      clock,
      log,
      metrics: this.#metrics,
      changed: () => this.#flushSoon(),
      gap: () => this.#reader.resync(),
    });
    this.#requests = new ScreenRequests({ topics: this.#topics, metrics: this.#metrics, clock, sent: this.#sent });
    this.#reader = new StreamReader(context, {
      message: (bytes) => this.#topics.apply(bytes),
      broker: (state) => this.#brokerChanged(state),
      recreated: () => {
        this.#heartbeats.begin(clock.monotonic());
        this.#topics.beginAnew();
      },
    });
  }

  async open(): Promise<void> {
    const { config, store, nats, clock, log } = this.#context;
    const open = this.#extra.transport ?? (await bestTransport(log));
    const options = {
      host: config.host,
      port: config.livePort,
      tls: config.tls,
      maxPayload: MAX_PAYLOAD,
      maxBackpressure: MAX_BACKPRESSURE,
      idleSeconds: IDLE_SECONDS,
    };
    this.#transport = await open(options, this.#handlers());
    this.#reader.open();
    const heartbeats = nats.subscribe(LIVE_BEAT, {
      callback: (error, message) => {
        if (!error) this.#heartbeats.received(message.string(), clock.monotonic());
      },
    });
    const watch = watchStore(store, (isUp) => {
      this.#isStoreUp = isUp;
    });
    const timer = setInterval(() => this.#check(), CHECK_EVERY_MS);
    this.#ends.push(
      () => clearInterval(timer),
      () => watch.close(),
      () => heartbeats.unsubscribe(),
    );
    log.info({ port: this.port, transport: this.transport, hub: this.id }, 'live hub listens');
  }

  get port(): number {
    return present(this.#transport, 'transport of the hub').port;
  }
  get transport(): 'uws' | 'ws' {
    return present(this.#transport, 'transport of the hub').kind;
  }
  states(): ReadonlyMap<string, HubTopicState> {
    return this.#topics.states();
  }
  snapshot(name: TopicName): HubSnapshot | null {
    return this.#topics.snapshot(name);
  }
  table(name: TopicName): HubTable | null {
    return this.#topics.table(name);
  }

  parts(): readonly PartState[] {
    const figures = { screens: this.#screens.size, transport: this.transport };
    if (this.#status.broker === 'lost') {
      const detail = 'the broker is away; screens see the last state with its age';
      return [{ part: 'hub', state: 'degraded', detail, figures }];
    }
    const detail = 'uWebSockets.js does not load here; screens are served by ws';
    return [{ part: 'hub', state: 'ready', figures, ...(this.transport === 'ws' ? { detail } : {}) }];
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#flushing) clearImmediate(this.#flushing);
    for (const end of this.#ends) end();
    await this.#reader.close();
    for (const screen of [...this.#screens.values()]) screen.close(CLOSE.goingAway);
    if (this.#screens.size > 0) await pause(CLOSE_GRACE_MS);
    await this.#transport?.close();
  }

  #handlers(): TransportHandlers {
    return {
      open: (socket) => this.#opened(socket),
      message: (socket, text) => {
        const screen = this.#screens.get(socket);
        if (!screen) return;
        const refusal = this.#requests.take(screen, text);
        if (refusal) this.#refuse(socket, refusal);
        else this.#flush(screen);
      },
      drain: (socket) => {
        const screen = this.#screens.get(socket);
        if (screen) this.#flush(screen);
      },
      close: (socket) => {
        this.#screens.delete(socket);
      },
      http: (path) => this.#http(path),
    };
  }

  #opened(socket: TransportSocket): void {
    const { clock } = this.#context;
    if (this.#closed) return this.#refuse(socket, CLOSE.goingAway);
    if (this.#screens.size >= (this.#extra.maxScreens ?? MAX_SCREENS)) return this.#refuse(socket, CLOSE.full);
    const access = this.#extra.authorize(socket.request);
    if (access === null) return this.#refuse(socket, CLOSE.unauthorized);
    const screen = new Screen(socket, access, clock.monotonic());
    this.#screens.set(socket, screen);
    const hello: Hello = {
      type: 'hello',
      protocol: PROTOCOL_VERSION,
      hub: this.id,
      schema: TOPICS_SCHEMA,
      access,
      now: clock.now(),
    };
    screen.sendText(JSON.stringify(hello), clock.monotonic(), this.#sent);
    this.#flush(screen);
  }

  #refuse(socket: TransportSocket, { code, reason }: CloseReason): void {
    this.#metrics.closed.inc({ code: String(code) });
    socket.close(code, reason);
  }

  #brokerChanged(state: 'live' | 'lost'): void {
    this.#heartbeats.begin(this.#context.clock.monotonic());
    this.#context.log.info({ broker: state }, state === 'live' ? 'broker reconnected' : 'broker lost');
    this.#status.setBroker(state);
    this.#flushSoon();
  }

  /** A tick's topics arrive one after the other: one round over the screens serves them all. */
  #flushSoon(): void {
    if (this.#closed) return;
    this.#flushing ??= setImmediate(() => {
      this.#flushing = null;
      for (const screen of this.#screens.values()) this.#flush(screen);
    });
  }

  #flush(screen: Screen): void {
    screen.flush(this.#context.clock.monotonic(), this.#status, this.#sent);
  }

  readonly #sent: SentCount = (kind, bytes) => {
    this.#metrics.sent.inc({ kind });
    this.#metrics.sentBytes.inc({ kind }, bytes);
  };

  #check(): void {
    const now = this.#context.clock.monotonic();
    this.#status.setSilent(this.#topics.silent(now, (definition) => this.#cadence(definition)));
    this.#checkNotices(now);
    for (const screen of [...this.#screens.values()]) {
      if (expired(screen, now)) this.#metrics.closed.inc({ code: String(CLOSE.noSubscription.code) });
      else if (screen.statusVersion !== this.#status.version) this.#flush(screen);
      else if (now - screen.sentAt >= HEARTBEAT - CHECK_EVERY_MS && screen.socket.buffered() === 0)
        screen.sendText(this.#status.text(screen.access), now, this.#sent);
    }
  }

  #cadence({ cadence }: TopicDefinition): number {
    return cadence === TICK ? Math.max(TICK, this.#context.config.tickMs) : cadence;
  }

  #checkNotices(now: number): void {
    const codes = new Set(this.#extra.notices?.() ?? []);
    if (!this.#isStoreUp) codes.add('GL_STORE_UNAVAILABLE');
    if (this.#status.broker === 'live') for (const code of this.#heartbeats.notices(now)) codes.add(code);
    this.#status.setNotices(codes);
  }

  #http(path: string): { status: number; type: string; body: string } {
    const type = 'application/json';
    if (path !== '/healthz') return { status: 404, type, body: '{"code":"GL_NOT_FOUND"}' };
    const body = { alive: true, hub: this.id, broker: this.#status.broker, screens: this.#screens.size };
    return { status: 200, type, body: JSON.stringify(body) };
  }
}
