import type { Clock } from '../../streams/contracts/clock.ts';
import { toLiveTime, type LivePublisher } from '../../streams/live/mod.ts';

const SECOND = 1000;

/** Ingest rate, topic `pulse`: what came in during each of the last sixty seconds. */
export class IngestRate {
  readonly #publisher: Pick<LivePublisher, 'upsert' | 'commit'>;
  readonly #clock: Clock;
  readonly #timer: NodeJS.Timeout;
  #frames = 0;
  #readings = 0;
  #lastFrame: number | null = null;

  constructor(publisher: Pick<LivePublisher, 'upsert' | 'commit'>, clock: Clock) {
    this.#publisher = publisher;
    this.#clock = clock;
    this.#timer = setInterval(() => this.publishSecond(), SECOND);
    this.#timer.unref();
  }

  /** @param received arrival of the frame at the gateway, ms UTC */
  frame(received: number, readings: number): void {
    this.#frames += 1;
    this.#readings += readings;
    this.#lastFrame = received;
  }

  /** Closes the second. `lastFrame` is in ms from the start of `at`; negative where the last frame came before it. */
  publishSecond(): void {
    const at = toLiveTime(this.#clock.now() - SECOND);
    const start = Math.floor((this.#clock.now() - SECOND) / SECOND) * SECOND;
    this.#publisher.upsert('pulse', [
      {
        key: Math.floor(start / SECOND) % 60,
        at,
        frames: this.#frames,
        readings: this.#readings,
        lastFrame: this.#lastFrame === null ? null : this.#lastFrame - start,
      },
    ]);
    void this.#publisher.commit(['pulse']);
    this.#frames = 0;
    this.#readings = 0;
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
