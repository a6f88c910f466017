import type { Clock } from '../../contracts/clock.ts';
import type { CityPack } from '../../contracts/pack.ts';
import { civilDay, yearStart } from '../field/civil.ts';
import { AIR_HOURS, backfill, type Due, hourIndex } from './backfill.ts';
import type { Deliveries } from './deliveries.ts';
import type { Lines } from './lines.ts';
import type { PeriodPackets } from './period-packets.ts';

/** Between two scans of what is held, and before the first one, ms. */
const RESCAN_MS = 60_000;
const FIRST_SCAN_MS = 1500;
/** Passing over what cannot go now costs little but not nothing: a bounded number of items per tick. */
const ITEMS_PER_TICK = 200;

/** Delivers what loggers hold of the past, at a bounded rate and behind live packets. */
export class Backfiller {
  readonly #pack: CityPack;
  readonly #clock: Clock;
  readonly #lines: Lines;
  readonly #deliveries: Deliveries;
  readonly #periods: PeriodPackets;
  readonly #rate: number;
  #pending: Generator<Due> | null = null;
  /** The next one, while its socket is still busy with the ones before. */
  #first: Due | null = null;
  #scanFrom: number;
  #credit = 0;

  constructor(options: {
    readonly pack: CityPack;
    readonly clock: Clock;
    readonly lines: Lines;
    readonly deliveries: Deliveries;
    readonly periods: PeriodPackets;
    /** Packets a second. */
    readonly rate: number;
  }) {
    this.#pack = options.pack;
    this.#clock = options.clock;
    this.#lines = options.lines;
    this.#deliveries = options.deliveries;
    this.#periods = options.periods;
    this.#rate = options.rate;
    this.#scanFrom = options.clock.monotonic() + FIRST_SCAN_MS;
  }

  /**
   * Sends what may go after `elapsed` more milliseconds.
   * @returns packets taken
   */
  run(elapsed: number): number {
    this.#credit = Math.min(this.#rate / 4, this.#credit + (this.#rate * elapsed) / 1000);
    if (this.#lines.platformQueue() > 0) return 0;
    let taken = 0;
    for (let seen = 0; this.#credit >= 1 && seen < ITEMS_PER_TICK; seen += 1) {
      const due = this.#next();
      if (due === null) return taken;
      const line = this.#lines.readiness(due.station);
      if (line === 'busy') {
        this.#first = due;
        return taken;
      }
      // A logger whose line is down is passed over; the next scan finds what it holds.
      if (line === 'down' || !this.#periods.isUp(due.station)) continue;
      if (this.#periods.send(due.station, due.start, due.held.series, true)) taken += 1;
      this.#credit -= 1;
    }
    return taken;
  }

  /** The next item of the scan; `null` where none is due now. */
  #next(): Due | null {
    const first = this.#first;
    this.#first = null;
    if (first) return first;
    if (!this.#pending) {
      if (this.#clock.monotonic() < this.#scanFrom) return null;
      this.#pending = backfill(this.#pack, this.#clock.now(), (held) => this.#deliveries.has(held));
    }
    const next = this.#pending.next();
    if (!next.done) return next.value;
    this.#pending = null;
    this.#scanFrom = this.#clock.monotonic() + RESCAN_MS;
    this.#deliveries.trim('hours', hourIndex(this.#clock.now()) - AIR_HOURS - 1);
    this.#deliveries.trim('days', civilDay(yearStart(this.#clock.now())));
    return null;
  }
}
