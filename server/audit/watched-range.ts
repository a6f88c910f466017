import { civilDayEnd, civilDayStart } from '../platform/civil-day.ts';
import { loadQuery } from '../platform/store/mod.ts';
import type { AuditorOptions } from './auditor-options.ts';
import { civilDay } from './civil-day.ts';
import { Watch, type Slot } from './watch.ts';

const HOUR = 3600;
/** After its end an hour, or a day, is not expected before this, seconds: the job waits for late frames. */
export const HOUR_GRACE = 60;
const DAY_GRACE = 600;
const PRINTS_HOURS = loadQuery('audit/prints-hours');
const PRINTS_DAYS = loadQuery('audit/prints-days');
const PRINTS_KEPT = 'SELECT span, toUnixTimestamp(start) AS at, stretch, print FROM audit_prints FINAL';
const ANYTHING = `SELECT toString(count()) AS n FROM (
  SELECT 1 FROM readings WHERE hour >= {start:DateTime} AND hour < {end:DateTime} LIMIT 1)`;

/** Stretches of one hour or day. */
export interface KindSlots {
  readonly kind: 'hour' | 'day';
  readonly slots: readonly Slot[];
}

/** The closed hours and days in which a changed row is noticed within a minute, by prints of their stretches. */
export class WatchedRange {
  readonly #options: AuditorOptions;
  readonly #hours = new Watch();
  readonly #days = new Watch();
  #turn = 0;

  constructor(options: AuditorOptions) {
    this.#options = options;
  }

  /** Stretches that wait for their check. */
  get behind(): number {
    return this.#hours.behind + this.#days.behind;
  }
  /** Stretches whose rows are others than when they were verified. */
  get changed(): number {
    return this.#hours.changed + this.#days.changed;
  }
  /** Rounds so far. */
  get turn(): number {
    return this.#turn;
  }

  of(kind: 'hour' | 'day'): Watch {
    return kind === 'hour' ? this.#hours : this.#days;
  }

  /** What an earlier process had verified. Throws what the store throws. */
  async restore(): Promise<void> {
    this.#cover();
    const prints = await this.#options.store.rows<{ span: number; at: number; stretch: number; print: string }>(
      'history',
      PRINTS_KEPT,
    );
    for (const { span, at, stretch, print } of prints)
      this.of(span === 1 ? 'hour' : 'day').remember(at, stretch, print);
  }

  /** Prints of the newest hour, of some older ones and of one day, by turns. Throws what the store throws. */
  async takePrints(): Promise<void> {
    const { store, bounds, zone } = this.#options;
    this.#cover();
    const [newest = 0, ...older] = this.#hours.periods;
    const groups = Math.max(1, Math.ceil(older.length / bounds.hoursPerRound));
    const group = this.#turn % groups;
    const days = this.#days.periods;
    const day = days[this.#turn % Math.max(1, days.length)];
    this.#turn += 1;
    const hours = [newest, ...older.slice(group * bounds.hoursPerRound, (group + 1) * bounds.hoursPerRound)];
    const prints = await store.rows<{ start: number; stretch: number; print: string }>('history', PRINTS_HOURS, {
      hours,
    });
    this.#hours.seen(hours, new Map(prints.map(({ start, stretch, print }) => [`${start} ${stretch}`, print])));
    for (const hour of hours) await this.#findEmpty(this.#hours, hour, hour + HOUR);
    if (day === undefined) return;
    const rows = await store.rows<{ stretch: number; print: string }>('history', PRINTS_DAYS, {
      day: civilDay(day, zone()),
    });
    this.#days.seen([day], new Map(rows.map(({ stretch, print }) => [`${day} ${stretch}`, print])));
    await this.#findEmpty(this.#days, day, civilDayEnd(day, zone()));
  }

  /** Stretches to check next: what changed after it was verified first, else hours and days by turns. */
  next(): KindSlots | null {
    const now = this.#options.monotonic();
    const most = this.#options.bounds.stretchesAtOnce;
    const [hours, days] = [this.#hours.next(now, most), this.#days.next(now, most)];
    const [hour, day] = [hours[0], days[0]];
    if (hour === undefined || day === undefined)
      return hour ? { kind: 'hour', slots: hours } : day ? { kind: 'day', slots: days } : null;
    const isDay = (day.verified !== null) === (hour.verified !== null) ? this.#turn % 2 === 0 : day.verified !== null;
    return isDay ? { kind: 'day', slots: days } : { kind: 'hour', slots: hours };
  }

  /** The watched range as of now. */
  #cover(): void {
    const { registry, now, bounds, zone } = this.#options;
    const seconds = now() / 1000;
    const newest = Math.floor((seconds - HOUR_GRACE) / HOUR) * HOUR - HOUR;
    this.#hours.cover(
      Array.from({ length: bounds.watchedHours }, (_, i) => newest - i * HOUR),
      registry.stations().keys(),
    );
    const days: number[] = [];
    for (let end = civilDayStart(Math.floor(seconds - DAY_GRACE), zone()); days.length < bounds.watchedDays;) {
      end = civilDayStart(end - 1, zone());
      days.push(end);
    }
    this.#days.cover(days, registry.stations().keys());
  }

  /** A period before the first reading: one query instead of one per stretch. */
  async #findEmpty(watch: Watch, start: number, end: number): Promise<void> {
    if (!watch.mayBeEmpty(start)) return;
    const [row] = await this.#options.store.rows<{ n: string }>('history', ANYTHING, { start, end });
    if (row?.n === '0') watch.isEmpty(start);
  }
}
