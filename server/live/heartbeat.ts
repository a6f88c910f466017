/**
 * The producers' heartbeat: whoever holds the lease of the windows says so twice a second on core NATS, with what is wrong on its
 * side. Ticks are five seconds apart and may be late on a busy machine; that nobody computes at all is told within three.
 */
import type { NatsConnection } from '@nats-io/transport-node';
import { ERRORS, type ErrorCode } from '../../streams/contracts/errors.ts';
import { LIVE_BEAT } from '../../streams/contracts/subjects.ts';

/** How often the leader says that it is there (ms). */
const BEAT_EVERY = 500;
/** Without a beat for this long (ms) the producers count as gone; with the hub's look every 200 ms screens are told within 3 s. */
export const BEAT_SILENCE = 2_250;
/** A hub that has never heard a beat waits this long (ms): at a start the edge is there before the windows. */
export const FIRST_BEAT_WITHIN = 15_000;
/** Codes taken from one beat. */
const MOST_NOTICES = 8;

export interface Heartbeat {
  readonly epoch: number;
  /** What else is wrong on the producers' side. */
  readonly notices: readonly ErrorCode[];
}

/** @param say what to send now; null where this process has nothing to say (it does not lead, or the broker is away) */
export function sendBeats(
  nats: Pick<NatsConnection, 'publish' | 'isClosed'>,
  say: () => Heartbeat | null,
): { close(): void } {
  const send = (): void => {
    const beat = nats.isClosed() ? null : say();
    if (beat !== null) nats.publish(LIVE_BEAT, JSON.stringify(beat));
  };
  const timer = setInterval(send, BEAT_EVERY);
  send();
  return { close: () => clearInterval(timer) };
}

/** What the beats heard so far mean. Pure: fed with what came and when, in monotonic ms. */
export class BeatWatch {
  #since: number;
  #heardAt: number | null = null;
  #epoch = 0;
  #notices: readonly ErrorCode[] = [];

  constructor(monotonic: number) {
    this.#since = monotonic;
  }

  /** A beat of an epoch that has passed, and what is no beat at all, counts as nothing. */
  heard(text: string, monotonic: number): void {
    const beat = parseBeat(text);
    if (beat === null || beat.epoch < this.#epoch) return;
    this.#epoch = beat.epoch;
    this.#notices = beat.notices;
    this.#heardAt = monotonic;
  }

  /** The broker was away: nobody could be heard, and the time begins anew. The stream may be another one, and epochs begin anew with it. */
  begin(monotonic: number): void {
    this.#since = monotonic;
    this.#epoch = 0;
    if (this.#heardAt !== null) this.#heardAt = Math.max(this.#heardAt, monotonic);
  }

  notices(monotonic: number): readonly ErrorCode[] {
    const silent =
      this.#heardAt === null ? monotonic - this.#since > FIRST_BEAT_WITHIN : monotonic - this.#heardAt > BEAT_SILENCE;
    return silent ? ['GL_WINDOWS_SILENT'] : this.#notices;
  }
}

function parseBeat(text: string): Heartbeat | null {
  try {
    const { epoch, notices } = JSON.parse(text) as Partial<Heartbeat>;
    if (!Number.isSafeInteger(epoch) || !Array.isArray(notices)) return null;
    return {
      epoch: epoch as number,
      notices: notices
        .filter((code): code is ErrorCode => typeof code === 'string' && Object.hasOwn(ERRORS, code))
        .slice(0, MOST_NOTICES),
    };
  } catch {
    return null;
  }
}
