/**
 * Reads the live stream in order for the hub, beginning with each topic's last keyframe, and knows within two seconds
 * whether the broker is there. After a loss, a gap or a stream made anew it begins again the same way.
 */
import { DeliverPolicy, jetstream, type ConsumerMessages } from '@nats-io/jetstream';
import { liveSubject } from '../../streams/contracts/subjects.ts';
import { TOPIC_NAMES } from '../../streams/live/mod.ts';
import { pause } from '../platform/pause.ts';
import type { RoleContext } from '../platform/running.ts';
import { ensureLive, FIRST_CHUNK_HEADER, LIVE_STREAM, liveManager, QUESTION_TIMEOUT } from './broker.ts';

/** How often the broker is asked whether it is there, and how long it may take (ms). */
const PROBE_EVERY = 750;
const PROBE_TIMEOUT = 1250;
/** Shortest time between two beginnings (ms). */
const RESYNC_EVERY = 500;

export type StreamReaderContext = Pick<RoleContext, 'log' | 'nats' | 'clock'>;

export interface StreamReaderHandlers {
  message(bytes: Uint8Array): void;
  broker(state: 'live' | 'lost'): void;
  /** The stream is another than before: epochs begin anew. */
  recreated(): void;
}

export class StreamReader {
  readonly #context: StreamReaderContext;
  readonly #handlers: StreamReaderHandlers;
  #messages: ConsumerMessages | null = null;
  #created: string | null = null;
  #connected = true;
  #broker: 'live' | 'lost' = 'lost';
  #closed = false;
  readonly #end = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #probe: NodeJS.Timeout | null = null;
  #probing = false;

  constructor(context: StreamReaderContext, handlers: StreamReaderHandlers) {
    this.#context = context;
    this.#handlers = handlers;
  }

  open(): void {
    void this.#follow();
    this.#probe = setInterval(() => {
      void this.#checkBroker();
    }, PROBE_EVERY);
    void this.#checkBroker();
    this.#running = this.#run();
  }

  /** Begins again from the keyframes. */
  resync(): void {
    this.#messages?.stop();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#end.abort();
    if (this.#probe) clearInterval(this.#probe);
    this.#messages?.stop();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#closed) {
      const began = this.#context.clock.monotonic();
      try {
        if (this.#connected) await this.#read();
      } catch (error) {
        if (this.#closed) return;
        this.#context.log.debug({ err: error }, 'reading the live stream failed; retrying');
      }
      if (this.#closed) return;
      const left = RESYNC_EVERY - (this.#context.clock.monotonic() - began);
      await pause(Math.max(0, left), this.#end.signal);
    }
  }

  async #read(): Promise<void> {
    const { nats } = this.#context;
    const created = await ensureLive(nats);
    if (this.#created !== null && created !== this.#created) this.#handlers.recreated();
    this.#created = created;
    const start = await this.#firstSequence();
    const consumer = await jetstream(nats, { timeout: QUESTION_TIMEOUT }).consumers.get(
      LIVE_STREAM,
      start === null
        ? { deliver_policy: DeliverPolicy.All }
        : { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: start },
    );
    const messages = await consumer.consume({ max_messages: 512, idle_heartbeat: 1000, expires: 5000 });
    if (this.#closed) return void messages.stop();
    this.#messages = messages;
    try {
      for await (const message of messages) this.#handlers.message(message.data);
    } finally {
      this.#messages = null;
      messages.stop();
    }
  }

  /** Sequence of the first chunk of the oldest of the topics' last keyframes; `null` where there is none. */
  async #firstSequence(): Promise<number | null> {
    const manager = await liveManager(this.#context.nats);
    const found = await Promise.all(
      TOPIC_NAMES.map(async (name) => {
        const message = await manager.streams.getMessage(LIVE_STREAM, { last_by_subj: liveSubject(name, 'key') });
        return message === null
          ? Number.POSITIVE_INFINITY
          : Number(message.header.get(FIRST_CHUNK_HEADER) || message.seq);
      }),
    );
    const first = Math.min(...found);
    return Number.isFinite(first) ? first : null;
  }

  async #follow(): Promise<void> {
    for await (const status of this.#context.nats.status()) {
      if (this.#closed) return;
      if (status.type === 'disconnect' || status.type === 'close') {
        this.#connected = false;
        this.#set('lost');
        this.#messages?.stop();
      } else if (status.type === 'reconnect') {
        this.#connected = true;
        this.#messages?.stop();
        void this.#checkBroker();
      }
    }
  }

  /** A broker that hangs keeps its connection open: only an answer counts. */
  async #checkBroker(): Promise<void> {
    if (this.#probing || !this.#connected || this.#closed) return;
    this.#probing = true;
    const late = setTimeout(() => this.#set('lost'), PROBE_TIMEOUT);
    try {
      await this.#context.nats.flush();
      if (this.#connected) this.#set('live');
    } catch {
      this.#set('lost');
    } finally {
      clearTimeout(late);
      this.#probing = false;
    }
  }

  #set(state: 'live' | 'lost'): void {
    if (state === this.#broker || this.#closed) return;
    this.#broker = state;
    this.#handlers.broker(state);
  }
}
