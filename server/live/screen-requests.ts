import type { Clock } from '../../streams/contracts/clock.ts';
import {
  CLOSE,
  parseRequest,
  PROTOCOL_VERSION,
  REQUEST_BOUNDS,
  type CloseReason,
  type HeldState,
  type Refused,
  type Request,
} from '../../streams/live/mod.ts';
import type { HubTopics } from './hub-topics.ts';
import type { HubMetrics } from './metrics.ts';
import type { Holding, Screen, SentCount } from './screen.ts';

export interface ScreenRequestsOptions {
  readonly topics: HubTopics;
  readonly metrics: HubMetrics;
  readonly clock: Clock;
  readonly sent: SentCount;
}

/** Answers what screens ask. Everything a screen sends is untrusted. */
export class ScreenRequests {
  readonly #options: ScreenRequestsOptions;

  constructor(options: ScreenRequestsOptions) {
    this.#options = options;
  }

  /**
   * @param text `null` for a binary message
   * @returns why the screen has to be closed; `null` where the request was taken
   */
  take(screen: Screen, text: string | null): CloseReason | null {
    const { clock, sent } = this.#options;
    const now = clock.monotonic();
    if (!screen.admits(now)) return CLOSE.flood;
    if (text === null) return CLOSE.badMessage;
    if (text.length > REQUEST_BOUNDS.bytes) return CLOSE.tooLarge;
    let request: Request;
    try {
      request = parseRequest(text);
    } catch {
      return CLOSE.badMessage;
    }
    switch (request.type) {
      case 'subscribe':
        if (request.protocol !== PROTOCOL_VERSION) return CLOSE.version;
        this.#subscribe(screen, request.topics, now);
        break;
      case 'hash':
        for (const answer of request.topics) this.#compare(screen, answer);
        break;
      case 'resync':
        for (const name of request.topics) screen.invalidate(name);
        break;
      case 'ping':
        screen.sendText(JSON.stringify({ type: 'pong', sent: request.sent, now: clock.now() }), now, sent);
    }
    return null;
  }

  #subscribe(screen: Screen, wanted: readonly HeldState[], now: number): void {
    const holdings: Holding[] = [];
    const refused: Refused['topics'][number][] = [];
    for (const { name, epoch, seq } of wanted) {
      const topic = this.#options.topics.get(name);
      if (!topic) refused.push({ name, code: 'GL_NOT_FOUND' });
      else if (screen.access === 'public' && !topic.definition.isPublic) refused.push({ name, code: 'GL_FORBIDDEN' });
      else holdings.push({ topic, epoch, seq, checked: -1 });
    }
    screen.subscribe(holdings);
    if (refused.length === 0) return;
    const answer: Refused = { type: 'refused', topics: refused };
    screen.sendText(JSON.stringify(answer), now, this.#options.sent);
  }

  /** A screen reports the hash of its copy: where it differs, it gets the whole state. */
  #compare(screen: Screen, answer: HeldState & { readonly hash: string }): void {
    const expected = this.#options.topics.get(answer.name)?.hashAt(answer.epoch, answer.seq);
    const result = expected === undefined ? 'unknown' : expected === answer.hash ? 'agree' : 'differ';
    this.#options.metrics.hashes.inc({ result });
    if (result === 'differ') screen.invalidate(answer.name);
  }
}
