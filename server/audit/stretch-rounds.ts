import { setImmediate as breathe } from 'node:timers/promises';
import type { AuditorOptions } from './auditor-options.ts';
import { stretchOf } from './bounds.ts';
import type { Disagreement } from './check.ts';
import type { Finding } from './findings.ts';
import { PeriodCheck } from './period-check.ts';
import type { VerifiedStretch } from './round.ts';
import type { StretchCheck } from './stretch-check.ts';
import type { Slot } from './watch.ts';
import { HOUR_GRACE, WatchedRange, type KindSlots } from './watched-range.ts';

const HOUR = 3600;
/** A period that is just being computed is checked again after this, ms. */
const DUE_PAUSE = 5_000;
/** The past moves slowly: its oldest hour is asked once in so many rounds. */
const OLDEST_EVERY = 60;
const OLDEST = `SELECT toUnixTimestamp(min(hour)) AS oldest, count() > 0 AS any FROM hours_now`;

/** What takes up the checks of a round. */
interface RoundSink {
  take(check: StretchCheck): void;
  verify(stretch: VerifiedStretch): void;
}

/**
 * Hours and days by stretches of stations: those of the watched range whose rows changed or were never verified, and
 * random ones.
 */
export class StretchRounds {
  readonly range: WatchedRange;
  readonly #options: AuditorOptions;
  readonly #check: PeriodCheck;
  readonly #standing: () => readonly Finding[];
  #oldest: number | null = null;
  /** Stretches outside of the watched range with something to check again. */
  readonly #revisits = new Map<string, Slot & { readonly kind: 'hour' | 'day' }>();

  constructor(options: AuditorOptions, standing: () => readonly Finding[]) {
    const { store, registry, zone, bounds } = options;
    this.#options = options;
    this.#standing = standing;
    this.range = new WatchedRange(options);
    this.#check = new PeriodCheck({ store, registry, zone, mostReadings: bounds.mostReadings });
  }

  /**
   * Checks stretches until the round has lasted long enough, one group at least, so that a slow machine still gets
   * on.
   */
  async run(begun: number, sink: RoundSink): Promise<void> {
    const { monotonic, bounds } = this.#options;
    for (let next = this.#next(); next !== null; next = this.#next()) {
      const { kind, slots } = next;
      const start = slots[0]?.start ?? 0;
      const stretches = slots.map(({ stretch }) => stretch);
      const check = await (kind === 'hour' ? this.#check.hours(start, stretches) : this.#check.days(start, stretches));
      sink.take(check);
      if (check.isDue) this.range.of(kind).postpone(start, monotonic() + DUE_PAUSE);
      for (const slot of slots) this.#settle(kind, slot, check, sink);
      await breathe();
      // While the jobs work off a back-fill there is little to compare, and the engine has enough to do.
      if (check.isDue || monotonic() - begun > bounds.round) break;
    }
  }

  /** One stretch of any hour for which the readings are still there. */
  async runRandom(sink: Pick<RoundSink, 'take'>): Promise<void> {
    const { store, registry, now, bounds, random } = this.#options;
    if (this.#oldest === null || this.range.turn % OLDEST_EVERY === 0) {
      const [row] = await store.rows<{ oldest: number; any: number }>('history', OLDEST);
      this.#oldest = row && row.any === 1 ? row.oldest : null;
    }
    const ids = [...registry.stations().keys()];
    if (this.#oldest === null || ids.length === 0) return;
    const newest = Math.floor((now() / 1000 - HOUR_GRACE) / HOUR) - 1;
    const oldest = Math.max(Math.ceil(this.#oldest / HOUR), newest - bounds.randomDays * 24 + 1);
    if (oldest > newest) return;
    const start = (oldest + Math.floor(random() * (newest - oldest + 1))) * HOUR;
    const station = ids[Math.floor(random() * ids.length)] ?? 0;
    const check = await this.#check.hours(start, [stretchOf(station)]);
    sink.take(check);
    for (const disagreement of check.disagreements) this.revisit(disagreement);
  }

  /** A row was marked to be computed again: its stretch is checked soon. */
  expect({ kind, start, station }: Disagreement): void {
    if (kind !== 'hour' && kind !== 'day') return;
    const slot = this.range.of(kind).at(start, stretchOf(station));
    if (slot) slot.notBefore = this.#options.monotonic() + DUE_PAUSE;
  }

  /**
   * A disagreement that no print showed: within the watched range its print proves nothing, outside of it nothing
   * else would come back to it.
   */
  revisit({ kind, start, station }: Disagreement): void {
    if (kind !== 'hour' && kind !== 'day') return;
    const stretch = stretchOf(station);
    if (this.range.of(kind).invalidate(start, stretch)) return;
    const { monotonic, bounds } = this.#options;
    const notBefore = monotonic() + bounds.confirm + 1;
    this.#revisits.set(`${kind} ${start} ${stretch}`, { kind, start, stretch, print: '', verified: null, notBefore });
  }

  #next(): KindSlots | null {
    const now = this.#options.monotonic();
    for (const slot of this.#revisits.values()) if (slot.notBefore <= now) return { kind: slot.kind, slots: [slot] };
    return this.range.next();
  }

  #settle(kind: 'hour' | 'day', slot: Slot, check: StretchCheck, sink: RoundSink): void {
    const { monotonic, bounds } = this.#options;
    const { start, stretch, print } = slot;
    const key = `${kind} ${start} ${stretch}`;
    const isRevisit = this.#revisits.has(key);
    const isWrong = check.wrong.has(stretch);
    const isWaiting = check.isDue || check.waiting.has(stretch);
    if (!isWrong && !isWaiting) {
      slot.verified = print;
      this.#revisits.delete(key);
      if (!isRevisit && print !== null) sink.verify({ span: kind === 'hour' ? 1 : 2, start, stretch, print });
      return;
    }
    // A row that is computed again may have the values, and so the print, with which the stretch was verified: it has
    // to be read all the same.
    if (isWrong) slot.verified = null;
    const stands = isWrong && this.#hasStanding(kind, start, stretch);
    slot.notBefore = monotonic() + (isWaiting ? DUE_PAUSE : stands ? bounds.again : bounds.confirm + 1);
    if (isRevisit && !isWrong) this.#revisits.delete(key);
  }

  #hasStanding(kind: 'hour' | 'day', start: number, stretch: number): boolean {
    return this.#standing().some(
      (finding) => finding.kind === kind && finding.start === start && stretchOf(finding.station) === stretch,
    );
  }
}
