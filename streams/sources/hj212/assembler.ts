import type { Packet } from './packet.ts';

/** Parts still missing after this long never come (HJ 212 leaves it open; PNUM parts follow within seconds). */
const ASSEMBLY_TIMEOUT_MS = 60_000;

export interface AssemblerLimits {
  /** Packets waiting for parts at once. */
  readonly most: number;
  /** Bytes of command parameters held, all together. */
  readonly bytes: number;
  readonly timeout: number;
}

const DEFAULTS: AssemblerLimits = Object.freeze({
  most: 10_000,
  bytes: 32 * 1024 * 1024,
  timeout: ASSEMBLY_TIMEOUT_MS,
});

interface Waiting {
  readonly key: string;
  readonly parts: Map<number, Packet>;
  readonly total: number;
  readonly sequence: number;
  readonly received: number;
  bytes: number;
}

/** A joined packet and the sequences that its parts came in, or why nothing was joined. */
export type Assembly =
  | { readonly state: 'complete'; readonly packet: Packet }
  | { readonly state: 'waiting' }
  /** The key of a packet given up to make room: its parts are a `bad_split` reject. */
  | { readonly state: 'full' };

/**
 * Joins the parts of a split packet (PNUM/PNO) that cannot be opened alone, by (MN, QN, CN). Pure: time comes in.
 *
 * Each part was stored and acknowledged as a frame of its own, so joining may begin again at any point. The user
 * must not let its stored position pass `oldest() - 1`: then a restart reads the waiting parts again, joins them
 * again, and the joined packet gives the same readings (identity makes them count once). `oldest` moves on after
 * 60 s at the latest, so a part that never comes holds the position back no longer than that.
 */
export class Assembler {
  readonly #limits: AssemblerLimits;
  /** In order of the first part's arrival. */
  readonly #waiting = new Map<string, Waiting>();
  #bytes = 0;

  constructor(limits: Partial<AssemblerLimits> = {}) {
    this.#limits = { ...DEFAULTS, ...limits };
  }

  get size(): number {
    return this.#waiting.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Sequence of the oldest frame still waiting for others, or `null`. */
  oldest(): number | null {
    const first = this.#waiting.values().next();
    return first.done ? null : first.value.sequence;
  }

  /** `packet.part` must be set. A part that came already replaces the earlier one. */
  add(packet: Packet, arrival: { readonly received: number; readonly sequence: number }): Assembly {
    const part = packet.part;
    if (!part) return { state: 'complete', packet };
    const key = `${packet.device}\n${packet.qn}\n${packet.cn}`;
    let waiting = this.#waiting.get(key);
    if (waiting && waiting.total !== part.total) {
      this.#drop(waiting);
      waiting = undefined;
    }
    if (!waiting) {
      if (this.#waiting.size >= this.#limits.most) return { state: 'full' };
      waiting = {
        key,
        parts: new Map(),
        total: part.total,
        sequence: arrival.sequence,
        received: arrival.received,
        bytes: 0,
      };
      this.#waiting.set(key, waiting);
    }
    const grown = packet.cp.length - (waiting.parts.get(part.number)?.cp.length ?? 0);
    if (this.#bytes + grown > this.#limits.bytes) {
      if (waiting.parts.size === 0) this.#waiting.delete(key);
      return { state: 'full' };
    }
    waiting.parts.set(part.number, packet);
    waiting.bytes += grown;
    this.#bytes += grown;
    if (waiting.parts.size < waiting.total) return { state: 'waiting' };
    this.#drop(waiting);
    const parts = [...waiting.parts.entries()].sort(([a], [b]) => a - b).map(([, each]) => each);
    return {
      state: 'complete',
      packet: { ...packet, ...parts[0], part: null, cp: joinParts(parts.map((each) => each.cp)) },
    };
  }

  /** Gives up what has waited longer than the timeout; returns the parts, each a `bad_split` reject. */
  expire(now: number): Packet[] {
    const expired: Packet[] = [];
    for (const waiting of this.#waiting.values()) {
      if (now - waiting.received < this.#limits.timeout) continue;
      this.#drop(waiting);
      expired.push(...waiting.parts.values());
    }
    return expired;
  }

  #drop(waiting: Waiting): void {
    this.#waiting.delete(waiting.key);
    this.#bytes -= waiting.bytes;
  }
}

/** The standard cuts between items; some loggers cut anywhere, which shows in a first or last field without `=`. */
function joinParts(parts: readonly string[]): string {
  return parts.reduce((joined, part) => {
    const last = joined.slice(Math.max(joined.lastIndexOf(';'), joined.lastIndexOf(',')) + 1);
    const first = part.split(/[;,]/, 1)[0] ?? '';
    const whole = (last === '' || last.includes('=')) && (first === '' || first.includes('='));
    return whole && !joined.endsWith(';') && !part.startsWith(';') ? `${joined};${part}` : joined + part;
  });
}
