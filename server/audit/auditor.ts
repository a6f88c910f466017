import { setImmediate as breathe } from 'node:timers/promises';
import { civilDayEnd, civilDayStart } from '../platform/civil-day.ts';
import type { Registry } from '../registry/mod.ts';
import { loadQuery, type Store } from '../platform/store/mod.ts';
import type { TickResult } from '../windows/mod.ts';
import { stretchOf, type AuditBounds } from './bounds.ts';
import { Findings, type Change, type Finding } from './findings.ts';
import type { AuditKind, Disagreement, Check } from './check.ts';
import { civilDay, PeriodCheck, type StretchLook } from './period-check.ts';
import type { Published } from './published.ts';
import { regionLook } from './region-check.ts';
import { TickCheck } from './tick-check.ts';
import { Watch, type Slot } from './watch.ts';

const HOUR = 3600;
/** After its end an hour, or a day, is not looked for before this, seconds: the job waits for late frames. */
const HOUR_GRACE = 60;
const DAY_GRACE = 600;
/** A period that is just being computed is looked at again after this, ms. */
const DUE_PAUSE = 5_000;
const PRINTS_HOURS = loadQuery('audit/prints-hours');
const PRINTS_DAYS = loadQuery('audit/prints-days');
const ANYTHING = `SELECT toString(count()) AS n FROM (SELECT 1 FROM readings WHERE hour >= {start:DateTime} AND hour < {end:DateTime} LIMIT 1)`;
const OLDEST = `SELECT toUnixTimestamp(min(hour)) AS oldest, count() > 0 AS any FROM hours_now`;

export interface AuditorOptions {
  readonly store: Store;
  readonly registry: Registry;
  readonly published: Published;
  readonly bounds: AuditBounds;
  readonly zone: () => string;
  /** ms UTC and monotonic ms. */
  readonly now: () => number;
  readonly monotonic: () => number;
  /** [0, 1). */
  readonly random: () => number;
}

/** What a round did. */
export interface Round {
  readonly checked: Readonly<Record<AuditKind, number>>;
  readonly postponed: number;
  readonly change: Change;
  /** Stretches verified: their prints are kept. */
  readonly verified: readonly {
    readonly span: 1 | 2;
    readonly start: number;
    readonly stretch: number;
    readonly print: string;
  }[];
}

/**
 * The audit's rounds, without timers: each takes prints of a part of the watched range, checks the stretches whose rows changed or
 * were never verified, one random stretch of the past, and what the last tick showed; all within its time.
 */
export class Auditor {
  readonly findings: Findings;
  readonly #options: AuditorOptions;
  readonly #check: PeriodCheck;
  readonly #ticks: TickCheck;
  readonly #hours = new Watch();
  readonly #days = new Watch();
  #turn = 0;
  #oldest: number | null = null;
  #tick: TickResult | null = null;
  /** When the newest tick and the one before it began, ms UTC. */
  #tickAt = 0;
  #previousAt = 0;
  /** Stretches outside of the watched range with something to look at again. */
  readonly #revisits = new Map<string, Slot & { readonly kind: 'hour' | 'day' }>();

  constructor(options: AuditorOptions) {
    const { store, registry, bounds, zone, published, now } = options;
    this.#options = options;
    this.findings = new Findings(bounds);
    this.#check = new PeriodCheck({ store, registry, zone, mostReadings: bounds.mostReadings });
    this.#ticks = new TickCheck(
      { store, registry, mostReadings: bounds.mostReadings, mostUncertain: bounds.mostUncertain },
      published,
      now,
      bounds,
    );
  }

  /** Stretches of the watched range that wait for their check. */
  get behind(): number {
    return this.#hours.behind + this.#days.behind;
  }

  /** Something changed after it was verified, or disagreed once: the next round must not be left out. */
  get isUrgent(): boolean {
    return this.findings.suspects > 0 || this.#hours.changed > 0 || this.#days.changed > 0;
  }

  /** Handed every tick. Cheap: the next round looks at the newest. */
  ticked(result: TickResult): void {
    this.#tick = result;
    this.#previousAt = this.#tickAt;
    this.#tickAt = result.at;
  }

  /** What an earlier process had verified, and what stood then. */
  async restore(standing: readonly Finding[]): Promise<void> {
    const { store } = this.#options;
    this.#cover();
    const prints = await store.rows<{ span: number; at: number; stretch: number; print: string }>(
      'history',
      'SELECT span, toUnixTimestamp(start) AS at, stretch, print FROM audit_prints FINAL',
    );
    for (const { span, at, stretch, print } of prints)
      (span === 1 ? this.#hours : this.#days).remember(at, stretch, print);
    for (const finding of standing) {
      this.findings.restore(finding);
      this.#revisit(finding);
    }
  }

  async round(): Promise<Round> {
    const { monotonic, now, bounds } = this.#options;
    const begun = monotonic();
    const checked: Record<AuditKind, number> = { hour: 0, day: 0, rolling: 0, cell: 0, ranking: 0, region: 0 };
    const verified: Round['verified'][number][] = [];
    const opened: Change['opened'][number][] = [],
      closed: Change['closed'][number][] = [],
      again: Change['again'][number][] = [];
    let postponed = 0;
    const take = (look: Check): void => {
      checked[look.kind] += look.checked;
      postponed += look.postponed;
      const change = this.findings.take(look, monotonic(), now());
      opened.push(...change.opened);
      closed.push(...change.closed);
      again.push(...change.again);
    };
    // What the tick wrote is kept for three ticks only, so it comes first.
    const tick = this.#tick;
    const previousAt = this.#previousAt;
    this.#tick = null;
    if (tick !== null) {
      const { looks, postponed: left } = await this.#ticks.after(
        tick,
        previousAt,
        this.behind > this.#options.bounds.stretchesAtOnce
          ? this.#options.bounds.farRowsBehind
          : this.#options.bounds.farRows,
      );
      postponed += left;
      for (const look of looks) take(look);
    }
    await this.#takePrints();
    // At least one group of stretches, so that a slow machine still gets on.
    for (let next = this.#next(); next !== null; next = this.#next()) {
      const look = await this.#checkSlots(next.kind, next.slots);
      take(look);
      if (look.isDue) this.#watch(next.kind).postpone(next.slots[0]!.start, monotonic() + DUE_PAUSE);
      for (const slot of next.slots) this.#settle(next.kind, slot, look, verified);
      await breathe();
      // While the jobs work off a back-fill there is little to judge, and the engine has enough to do.
      if (look.isDue || monotonic() - begun > bounds.round) break;
    }
    await this.#random(take);
    take(
      await regionLook(
        this.#options.store,
        this.#options.registry,
        this.#options.published,
        bounds.mostReadings,
        now(),
        this.#options.random,
        this.findings.wanted('region').map(({ subject }) => subject),
      ),
    );
    await this.#ticks.before(tick?.exceedances ?? [], [
      ...this.findings.wanted('rolling'),
      ...this.findings.wanted('ranking'),
    ]);
    return Object.freeze({ checked, postponed, change: { opened, closed, again }, verified });
  }

  /** A row was marked to be computed again: look at it soon. */
  expect({ kind, start, station }: Disagreement): void {
    if (kind !== 'hour' && kind !== 'day') return;
    const slot = this.#watch(kind).at(start, stretchOf(station));
    if (slot) slot.notBefore = this.#options.monotonic() + DUE_PAUSE;
  }

  #watch(kind: 'hour' | 'day'): Watch {
    return kind === 'hour' ? this.#hours : this.#days;
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

  async #takePrints(): Promise<void> {
    const { store, bounds, zone } = this.#options;
    this.#cover();
    const [newest = 0, ...older] = this.#hours.periods;
    const groups = Math.max(1, Math.ceil(older.length / bounds.hoursPerRound));
    const group = this.#turn % groups;
    const some = older.slice(group * bounds.hoursPerRound, (group + 1) * bounds.hoursPerRound);
    const days = this.#days.periods;
    const day = days[this.#turn % Math.max(1, days.length)];
    this.#turn += 1;
    const hours = [newest, ...some];
    const prints = await store.rows<{ start: number; stretch: number; print: string }>('history', PRINTS_HOURS, {
      hours,
    });
    this.#hours.seen(hours, new Map(prints.map(({ start, stretch, print }) => [`${start} ${stretch}`, print])));
    for (const hour of hours) await this.#lookForNothing(this.#hours, hour, hour + HOUR);
    if (day === undefined) return;
    const rows = await store.rows<{ stretch: number; print: string }>('history', PRINTS_DAYS, {
      day: civilDay(day, zone()),
    });
    this.#days.seen([day], new Map(rows.map(({ stretch, print }) => [`${day} ${stretch}`, print])));
    await this.#lookForNothing(this.#days, day, civilDayEnd(day, zone()));
  }

  /** A period before the first reading: one question instead of one per stretch. */
  async #lookForNothing(watch: Watch, start: number, end: number): Promise<void> {
    if (!watch.mayBeEmpty(start)) return;
    const [row] = await this.#options.store.rows<{ n: string }>('history', ANYTHING, { start, end });
    if (row?.n === '0') watch.isEmpty(start);
  }

  #next(): { kind: 'hour' | 'day'; slots: readonly Slot[] } | null {
    const now = this.#options.monotonic();
    const most = this.#options.bounds.stretchesAtOnce;
    for (const slot of this.#revisits.values()) if (slot.notBefore <= now) return { kind: slot.kind, slots: [slot] };
    const [hours, days] = [this.#hours.next(now, most), this.#days.next(now, most)];
    const [hour, day] = [hours[0], days[0]];
    if (hour === undefined || day === undefined)
      return hour ? { kind: 'hour', slots: hours } : day ? { kind: 'day', slots: days } : null;
    // What changed after it was verified first; else hours and days by turns.
    const isDay = (day.verified !== null) === (hour.verified !== null) ? this.#turn % 2 === 0 : day.verified !== null;
    return isDay ? { kind: 'day', slots: days } : { kind: 'hour', slots: hours };
  }

  #checkSlots(kind: 'hour' | 'day', slots: readonly Slot[]): Promise<StretchLook> {
    const stretches = slots.map(({ stretch }) => stretch);
    return kind === 'hour'
      ? this.#check.hours(slots[0]!.start, stretches)
      : this.#check.days(slots[0]!.start, stretches);
  }

  #settle(kind: 'hour' | 'day', slot: Slot, look: StretchLook, verified: Round['verified'][number][]): void {
    const { monotonic, bounds } = this.#options;
    const { start, stretch, print } = slot;
    const key = `${kind} ${start} ${stretch}`;
    const isRevisit = this.#revisits.has(key);
    const isWrong = look.wrong.has(stretch);
    const isWaiting = look.isDue || look.waiting.has(stretch);
    if (!isWrong && !isWaiting) {
      slot.verified = print;
      this.#revisits.delete(key);
      if (!isRevisit && print !== null) verified.push({ span: kind === 'hour' ? 1 : 2, start, stretch, print });
      return;
    }
    // A row that is computed again says what it said when the stretch was verified, with the same print: it has to be read all the same.
    if (isWrong) slot.verified = null;
    const stands =
      isWrong &&
      this.findings.standing.some(
        (finding) => finding.kind === kind && finding.start === start && stretchOf(finding.station) === stretch,
      );
    slot.notBefore = monotonic() + (isWaiting ? DUE_PAUSE : stands ? bounds.again : bounds.confirm + 1);
    if (isRevisit && !isWrong) this.#revisits.delete(key);
  }

  /** One stretch of any hour for which the readings are still there. */
  async #random(take: (look: Check) => void): Promise<void> {
    const { store, registry, now, bounds, random } = this.#options;
    // The past moves slowly: asked once in five minutes.
    if (this.#oldest === null || this.#turn % 60 === 0) {
      const [row] = await store.rows<{ oldest: number; any: number }>('history', OLDEST);
      this.#oldest = row && row.any === 1 ? row.oldest : null;
    }
    const ids = [...registry.stations().keys()];
    if (this.#oldest === null || ids.length === 0) return;
    const newest = Math.floor((now() / 1000 - HOUR_GRACE) / HOUR) - 1;
    const oldest = Math.max(Math.ceil(this.#oldest / HOUR), newest - bounds.randomDays * 24 + 1);
    if (oldest > newest) return;
    const start = (oldest + Math.floor(random() * (newest - oldest + 1))) * HOUR;
    const stretch = stretchOf(ids[Math.floor(random() * ids.length)]!);
    const look = await this.#check.hours(start, [stretch]);
    take(look);
    for (const disagreement of look.disagreements) this.#revisit(disagreement);
  }

  /** A disagreement that no print told of: within the watched range its print proves nothing, outside of it nothing else would come back to it. */
  #revisit({ kind, start, station }: Disagreement): void {
    if (kind !== 'hour' && kind !== 'day') return;
    const stretch = stretchOf(station);
    if (this.#watch(kind).distrust(start, stretch)) return;
    const { monotonic, bounds } = this.#options;
    this.#revisits.set(`${kind} ${start} ${stretch}`, {
      kind,
      start,
      stretch,
      print: '',
      verified: null,
      notBefore: monotonic() + bounds.confirm + 1,
    });
  }
}
