/** The state of the link as people see it, and how it comes about. Pure: fed with what happened and when. */
import { HEARTBEAT, type Status } from '../../streams/live/mod.ts';

/** connecting: never heard a hub yet; live; stale: the hub is there, but what it shows stands still; lost: no hub. */
export type LinkPhase = 'connecting' | 'live' | 'stale' | 'lost';

export interface LinkState {
  readonly phase: LinkPhase;
  /** Since when, ms UTC by the server's clock. */
  readonly since: number;
  /** Why it is stale: the hub lost the broker, or every topic this screen shows is silent. */
  readonly cause: 'broker' | 'producers' | null;
  /** What else is wrong, by error code. */
  readonly notices: Status['notices'];
}

/** Unheard for this long (ms) the hub counts as lost ... */
export const LOST_AFTER = 3 * HEARTBEAT;
/** ... and for this long the socket is given up and another one opened. */
export const GIVE_UP_AFTER = 10 * HEARTBEAT;

export class Link {
  #state: LinkState;
  #heardAt: number | null = null;
  #status: Status | null = null;
  #open = false;
  readonly #changed: (state: LinkState) => void;

  constructor(now: number, changed: (state: LinkState) => void) {
    this.#state = Object.freeze({ phase: 'connecting', since: now, cause: null, notices: [] });
    this.#changed = changed;
  }

  get state(): LinkState {
    return this.#state;
  }

  /** Monotonic ms since the hub was last heard; infinite where it is not connected. */
  unheard(monotonic: number): number {
    return this.#open && this.#heardAt !== null ? monotonic - this.#heardAt : Number.POSITIVE_INFINITY;
  }

  opened(monotonic: number): void {
    this.#open = true;
    this.#heardAt = monotonic;
  }

  heard(monotonic: number): void {
    this.#heardAt = monotonic;
  }

  closed(): void {
    this.#open = false;
    this.#status = null;
  }

  told(status: Status): void {
    this.#status = status;
  }

  /** @param now server's civil time, ms UTC @param topics what this screen shows */
  look(monotonic: number, now: number, topics: readonly string[]): void {
    const { phase, since, cause } = this.#judge(monotonic, now, topics);
    const notices = this.#status?.notices ?? this.#state.notices;
    const same =
      phase === this.#state.phase &&
      cause === this.#state.cause &&
      JSON.stringify(notices) === JSON.stringify(this.#state.notices);
    if (same) return;
    this.#state = Object.freeze({
      phase,
      since: phase === this.#state.phase ? this.#state.since : since,
      cause,
      notices,
    });
    this.#changed(this.#state);
  }

  #judge(monotonic: number, now: number, topics: readonly string[]): Pick<LinkState, 'phase' | 'since' | 'cause'> {
    const unheard = this.unheard(monotonic);
    if (unheard > LOST_AFTER) {
      const phase = this.#state.phase === 'connecting' ? 'connecting' : 'lost';
      return { phase, since: now - (Number.isFinite(unheard) ? unheard : 0), cause: null };
    }
    if (this.#status === null) return { phase: this.#state.phase, since: this.#state.since, cause: this.#state.cause };
    const { broker, since, silent } = this.#status;
    if (broker === 'lost') return { phase: 'stale', since, cause: 'broker' };
    if (topics.length > 0 && topics.every((topic) => silent.includes(topic)))
      return { phase: 'stale', since: now, cause: 'producers' };
    return { phase: 'live', since: now, cause: null };
  }
}
