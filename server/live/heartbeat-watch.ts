import { ERRORS, type ErrorCode } from '../../streams/contracts/errors.ts';
import type { Heartbeat } from './heartbeat.ts';

/**
 * Without a heartbeat for this long (ms) the producers count as gone; checked every 200 ms, screens know within 3 s.
 */
export const HEARTBEAT_TIMEOUT_MS = 2_250;
/** A hub that has never received a heartbeat waits this long (ms): at a start the edge is there before the windows. */
export const FIRST_HEARTBEAT_WITHIN_MS = 15_000;
/** Codes taken from one heartbeat. */
const MOST_NOTICES = 8;

/** What the heartbeats received so far mean. Pure: fed with what came and when, in monotonic ms. */
export class HeartbeatWatch {
  #since: number;
  #receivedAt: number | null = null;
  #epoch = 0;
  #notices: readonly ErrorCode[] = [];

  constructor(monotonic: number) {
    this.#since = monotonic;
  }

  /** A heartbeat of an epoch that has passed, and what is none at all, is ignored. */
  received(text: string, monotonic: number): void {
    const heartbeat = parseHeartbeat(text);
    if (heartbeat === null || heartbeat.epoch < this.#epoch) return;
    this.#epoch = heartbeat.epoch;
    this.#notices = heartbeat.notices;
    this.#receivedAt = monotonic;
  }

  /**
   * The broker was away and nothing could be received: the time begins anew. The stream may be another one, and epochs
   * begin anew with it.
   */
  begin(monotonic: number): void {
    this.#since = monotonic;
    this.#epoch = 0;
    if (this.#receivedAt !== null) this.#receivedAt = Math.max(this.#receivedAt, monotonic);
  }

  notices(monotonic: number): readonly ErrorCode[] {
    const silent =
      this.#receivedAt === null
        ? monotonic - this.#since > FIRST_HEARTBEAT_WITHIN_MS
        : monotonic - this.#receivedAt > HEARTBEAT_TIMEOUT_MS;
    return silent ? ['GL_WINDOWS_SILENT'] : this.#notices;
  }
}

function parseHeartbeat(text: string): Heartbeat | null {
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
