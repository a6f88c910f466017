/**
 * The server's time as a screen knows it, so that ages are right where the screen's own clock is wrong. Each pong
 * gives a sample that is off by at most half its round trip; the shortest of the last few counts.
 */
import type { Clock } from '../../streams/contracts/clock.ts';

/** Pongs remembered. */
const SAMPLES = 8;
/** An announcement may be this much older than the estimate (ms) before one of the clocks must have jumped. */
const JUMP = 2000;

export class ServerClock {
  readonly #clock: Clock;
  #offset = 0;
  #samples: { readonly offset: number; readonly roundTrip: number }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** ms UTC by the server's clock. */
  now(): number {
    return this.#clock.now() + this.#offset;
  }

  /** Server time less own time, ms. */
  get offset(): number {
    return this.#offset;
  }

  /** @param sent own civil time of the ping, as it was sent, ms UTC */
  pong(sent: number, serverNow: number): void {
    const received = this.#clock.now();
    const roundTrip = received - sent;
    if (roundTrip < 0 || roundTrip > 10_000) return;
    this.#samples = [...this.#samples.slice(1 - SAMPLES), { offset: serverNow + roundTrip / 2 - received, roundTrip }];
    this.#offset = this.#samples.reduce((best, sample) => (sample.roundTrip <= best.roundTrip ? sample : best)).offset;
  }

  /** An announcement says what the server's time was at most a little while ago. */
  announced(serverNow: number): void {
    const behind = this.now() - serverNow;
    if (behind >= 0 && behind <= JUMP) return;
    if (behind > JUMP || behind < -JUMP) this.#samples = [];
    this.#offset = serverNow - this.#clock.now();
  }
}
