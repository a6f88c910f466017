import type { Clock } from '../../streams/contracts/clock.ts';
import type { ErrorCode } from '../../streams/contracts/errors.ts';
import { isTopicName, TOPICS, type Status } from '../../streams/live/mod.ts';

/** What the hub tells every screen of itself: broker, silent topics, notices. Its version grows with every change. */
export class HubStatus {
  readonly #clock: Clock;
  /** Code -> when it was first noticed, ms UTC. */
  readonly #notices = new Map<ErrorCode, number>();
  #broker: 'live' | 'lost' = 'lost';
  /** ms UTC. */
  #brokerSince: number;
  #silent: readonly string[] = [];
  #version = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#brokerSince = clock.now();
  }

  get version(): number {
    return this.#version;
  }
  get broker(): 'live' | 'lost' {
    return this.#broker;
  }

  setBroker(state: 'live' | 'lost'): void {
    this.#broker = state;
    this.#brokerSince = this.#clock.now();
    this.#version += 1;
  }

  setSilent(topics: readonly string[]): void {
    if (topics.join() === this.#silent.join()) return;
    this.#silent = topics;
    this.#version += 1;
  }

  /** Replaces the notices; one that stays keeps its instant. */
  setNotices(codes: ReadonlySet<ErrorCode>): void {
    for (const code of this.#notices.keys()) {
      if (codes.has(code)) continue;
      this.#notices.delete(code);
      this.#version += 1;
    }
    for (const code of codes) {
      if (this.#notices.has(code)) continue;
      this.#notices.set(code, this.#clock.now());
      this.#version += 1;
    }
  }

  /** The status message for screens of an access. */
  text(access: 'public' | 'internal'): string {
    const isShown = (name: string): boolean => access === 'internal' || (isTopicName(name) && TOPICS[name].isPublic);
    return JSON.stringify({
      type: 'status',
      now: this.#clock.now(),
      broker: this.#broker,
      since: this.#brokerSince,
      silent: this.#silent.filter(isShown),
      notices: [...this.#notices].map(([code, since]) => ({ code, since })),
    } satisfies Status);
  }
}
