/**
 * One connected screen: what it holds of each topic, and how it gets from there to the present. There is no queue:
 * whenever its socket has room it is sent what changed since the sequence it holds, however long that was.
 */
import { TokenBuckets } from '../../streams/contracts/token-bucket.ts';
import { CLOSE, REQUEST_BOUNDS, type CloseReason } from '../../streams/live/mod.ts';
import type { TopicState, Outgoing } from './topic-state.ts';
import type { TransportSocket } from './transport.ts';

/** Unsent bytes above which a screen gets nothing new until it drains. */
export const HIGH_WATER = 256 * 1024;

export interface Holding {
  readonly topic: TopicState;
  epoch: number;
  seq: number;
  /** Sequence whose hash was last sent along. */
  checked: number;
}

/** Counts a message that was handed to a socket. */
export type SentCount = (kind: Outgoing['kind'] | 'status', bytes: number) => void;

export class Screen {
  readonly socket: TransportSocket;
  readonly access: 'public' | 'internal';
  readonly holdings = new Map<string, Holding>();
  readonly openedAt: number;
  /** Monotonic ms of the last thing sent. */
  sentAt: number;
  /** Version of the hub's status it was last sent. */
  statusVersion = -1;
  subscribed = false;
  #sending: { readonly outgoing: Outgoing; readonly holding: Holding; next: number } | null = null;
  readonly #rate = new TokenBuckets({ perSecond: REQUEST_BOUNDS.rate, burst: REQUEST_BOUNDS.burst, keys: 1 });

  constructor(socket: TransportSocket, access: 'public' | 'internal', now: number) {
    this.socket = socket;
    this.access = access;
    this.openedAt = now;
    this.sentAt = now;
  }

  /** Replaces its subscriptions. */
  subscribe(holdings: readonly Holding[]): void {
    this.subscribed = true;
    this.holdings.clear();
    for (const holding of holdings) this.holdings.set(holding.topic.definition.name, holding);
    this.#sending = null;
  }

  /** Its copy is wrong: it gets the whole state. */
  invalidate(name: string): void {
    const holding = this.holdings.get(name);
    if (!holding) return;
    holding.epoch = -1;
    holding.seq = 0;
    holding.checked = -1;
    if (this.#sending?.holding === holding) this.#sending = null;
  }

  /** Whether one more message of it is within its rate. @param now monotonic ms */
  admits(now: number): boolean {
    return this.#rate.take('', now) === 0;
  }

  close({ code, reason }: CloseReason): void {
    this.socket.close(code, reason);
  }

  /** Sends what it lacks until it is up to date or its buffer is full. `sent` is called for each message. */
  flush(
    now: number,
    status: { readonly version: number; text(access: 'public' | 'internal'): string },
    sent: SentCount,
  ): void {
    this.socket.cork(() => {
      if (this.statusVersion !== status.version && this.#room())
        this.sendText(status.text(this.access), now, sent, status.version);
      for (;;) {
        if (!this.#room()) return;
        this.#sending ??= this.#begin();
        if (this.#sending === null) return;
        const { outgoing, holding } = this.#sending;
        const message = outgoing.messages[this.#sending.next];
        if (message === undefined || !this.socket.send(message)) return;
        this.sentAt = now;
        sent(outgoing.kind, message.length);
        this.#sending.next += 1;
        if (this.#sending.next < outgoing.messages.length) continue;
        this.#sending = null;
        holding.epoch = outgoing.epoch;
        holding.seq = outgoing.seq;
        if (outgoing.checked) holding.checked = outgoing.seq;
      }
    });
  }

  sendText(text: string, now: number, sent: SentCount, version = this.statusVersion): void {
    if (!this.socket.send(text)) return;
    this.statusVersion = version;
    this.sentAt = now;
    sent('status', text.length);
  }

  #room(): boolean {
    return this.socket.open && this.socket.buffered() <= HIGH_WATER;
  }

  #begin(): { outgoing: Outgoing; holding: Holding; next: number } | null {
    for (const holding of this.holdings.values()) {
      const outgoing = holding.topic.next(holding);
      if (outgoing !== null) return { outgoing, holding, next: 0 };
    }
    return null;
  }
}

/** Closes a screen that has not subscribed in time. */
export function expired(screen: Screen, now: number): boolean {
  if (screen.subscribed || now - screen.openedAt < REQUEST_BOUNDS.firstSubscription) return false;
  screen.close(CLOSE.noSubscription);
  return true;
}
