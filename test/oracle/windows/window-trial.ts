import { seriesKey } from '../../../streams/contracts/factors.ts';
import type { Reading } from '../../../streams/contracts/reading.ts';
import { civilDayEnd } from '../../../server/platform/civil-day.ts';
import { INGEST_BOUNDS } from '../../../server/ingest/mod.ts';
import { READING_COLUMNS, ReadingRows } from '../../../server/ingest/internal.ts';
import { DirtyPeriods, DirtyPeriodBatch } from '../../../server/rollups/mod.ts';
import type { Store } from '../../../server/platform/store/mod.ts';
import { tickInstantOf, type TickInstant } from '../../../server/windows/mod.ts';
import {
  HOURS_REFRESH_SECONDS,
  openRollingState,
  type RollingState,
  type StateWork,
} from '../../../server/windows/internal.ts';
import { closedBefore, computeDueDays, computeDueHours, type DueOptions } from './compute-due.ts';
import { chance, RandomFeed } from './random-feed.ts';
import { PLAIN_COLUMNS, plainText, ROLLING_COLUMNS, SeriesHistory } from './series-history.ts';

/** What a trial compared. A case is one (series, instant, window) of which the store or the twin says something. */
export interface Tally {
  cases: number;
  /** Of them, those whose window holds a value that came after its bucket had closed. */
  late: number;
  /** Of them, with a mean (not "insufficient"). */
  means: number;
  /** Last closed hours standing in. */
  standIns: number;
  instants: number;
  readings: number;
  hours: number;
  days: number;
  restarts: number;
  jumpsBack: number;
  reopened: number;
  /** Ticks beside which readings or hours landed; their own rows are not compared, those of the next are. */
  beside: number;
  mismatches: number;
  /** Readings by lateness: up to a minute, 5 min, an hour, 6 h, 24 h, 72 h. */
  lateness: number[];
  /** The first few mismatches, in words. */
  examples: string[];
}
export const LATENESS_BOUNDS = Object.freeze([60, 300, 3600, 6 * 3600, 24 * 3600, 72 * 3600]);
const EXAMPLES = 12;
const HOUR = 3600;
/** Longest rows of one insert. */
const INSERT_ROWS = 200_000;
/** Tables that a round begins with empty. */
const TABLES = [
  'readings',
  'recent',
  'late_touches',
  'station_heard',
  'minutes',
  'minute_closings',
  'buckets',
  'base',
  'base_hours',
  'rolling',
  'stations',
  'touched',
  'hours',
  'hours_now',
  'days',
  'days_now',
];

/** Those whose rows replace or complete each other. */
const MERGED = [
  'readings',
  'recent',
  'minutes',
  'buckets',
  'base',
  'base_hours',
  'touched',
  'hours',
  'hours_now',
  'days_now',
];

export const emptyTally = (): Tally => ({
  cases: 0,
  late: 0,
  means: 0,
  standIns: 0,
  instants: 0,
  readings: 0,
  hours: 0,
  days: 0,
  restarts: 0,
  jumpsBack: 0,
  reopened: 0,
  beside: 0,
  mismatches: 0,
  lateness: LATENESS_BOUNDS.map(() => 0),
  examples: [],
});

export interface TrialOptions {
  readonly store: Store;
  readonly seed: number;
  readonly stations: number;
  /**
   * First instant, seconds UTC; 97 h before it and a few hours after it must lie within the retention of real-time
   * values.
   */
  readonly begin: number;
  readonly zone: string;
  readonly tally: Tally;
  /**
   * `false`: the engine merges nothing meanwhile, so that every row that a question should bring together by itself is
   * still apart.
   */
  readonly merges?: boolean;
}

/**
 * One random history in the real tables: readings go in as ingest writes them, hours and days are computed by the jobs'
 * SQL, the rolling state is advanced as the tick does it, and every row is compared with the twin, column by column.
 */
export class WindowTrial {
  readonly #options: TrialOptions;
  readonly #feed: RandomFeed;
  readonly #random: () => number;
  readonly #history = new Map<number, SeriesHistory>();
  readonly #touched = new DirtyPeriods(INGEST_BOUNDS.dueInMemory);
  #state!: RollingState;
  #now: number;
  /** The next step is at least this long: what was computed beside a tick is taken up a minute later. */
  #leastStep = 1;

  constructor(options: TrialOptions) {
    this.#options = options;
    this.#feed = new RandomFeed(options.seed, options.stations, options.begin);
    this.#random = chance(options.seed ^ 0x5bd1e995);
    this.#now = options.begin;
  }

  /** The present instant, seconds UTC. */
  get now(): number {
    return this.#now;
  }
  get series(): number {
    return this.#history.size;
  }

  /** Empties the tables and takes in the history before the first instant. */
  async open(): Promise<void> {
    const { store } = this.#options;
    for (const table of TABLES) await store.command('window', `TRUNCATE TABLE ${table}`);
    for (const table of MERGED)
      await store.command('window', `SYSTEM ${this.#options.merges === false ? 'STOP' : 'START'} MERGES ${table}`);
    await store.insert(
      'stations',
      ['station', 'device', 'kind', 'basis', 'period', 'retired', 'version'],
      this.#feed.stations.map((s) => [s.id, `D${s.id}`, s.kind, s.basis, s.period, s.retired ?? 0, 1]),
    );
    await this.#takeIn();
    await this.#compute();
    this.#state = await openRollingState(store);
  }

  async #takeIn(): Promise<void> {
    const { store, tally } = this.#options;
    const arrived = this.#feed.until(this.#now);
    const stations = new Map(this.#feed.stations.map((station) => [station.id, station]));
    const rows = new ReadingRows();
    const touches = new DirtyPeriodBatch();
    let newest = 1;
    for (const reading of arrived) {
      const { station, factor, statistic, time, value, flag, sequence, late } = reading;
      rows.append({
        station,
        factor,
        statistic: statistic as Reading['statistic'],
        time: time * 1000,
        value,
        flag,
        sequence,
        received: (time + late) * 1000,
      });
      if ([1, 10, 20].includes(statistic)) touches.hour(time - (time % HOUR), station, factor);
      newest = Math.max(newest, sequence);
      const bin = LATENESS_BOUNDS.findIndex((bound) => late <= bound);
      tally.lateness[bin < 0 ? LATENESS_BOUNDS.length - 1 : bin]! += 1;
      const key = seriesKey(station, factor);
      let history = this.#history.get(key);
      if (history === undefined) this.#history.set(key, (history = new SeriesHistory(stations.get(station)!, factor)));
      history.say(reading);
      if (rows.count >= INSERT_ROWS) {
        await store.insertBinary('readings', READING_COLUMNS, rows.bytes());
        rows.clear();
      }
    }
    if (rows.count > 0) await store.insertBinary('readings', READING_COLUMNS, rows.bytes());
    if (arrived.length > 0) await touches.write(store, this.#touched, newest, this.#now * 1000);
    tally.readings += arrived.length;
  }

  get #due(): DueOptions {
    return {
      store: this.#options.store,
      zone: this.#options.zone,
      touched: this.#touched,
      now: this.#now,
      registry: { station: (id) => this.#feed.stations[id - 1] as never },
    };
  }

  async #compute(): Promise<void> {
    await computeDueHours(this.#due);
    for (const history of this.#history.values()) history.computeHours(closedBefore(this.#now));
  }

  /**
   * The next instant: ticks of seconds, minutes, both sides of bucket and hour boundaries, outages, and clocks set
   * back.
   */
  async #move(): Promise<void> {
    const random = this.#random;
    const roll = random();
    const around = [-1, 0, 1, 59, 60, 61][Math.floor(random() * 6)]!;
    const next = (seconds: number): number => (Math.floor(this.#now / seconds) + 1) * seconds + around;
    let to =
      this.#now +
      (roll < 0.5
        ? 1 + Math.floor(random() * 9)
        : roll < 0.75
          ? 10 + Math.floor(random() * 110)
          : roll < 0.9
            ? next(300) - this.#now
            : roll < 0.95
              ? next(HOUR) - this.#now
              : roll < 0.985
                ? 300 + Math.floor(random() * 1800)
                : roll < 0.992
                  ? 3600 + Math.floor(random() * 10_000)
                  : -10 - Math.floor(random() * 900));
    if (to < this.#now && this.#now - this.#options.begin > HOUR) {
      this.#options.tally.jumpsBack += 1;
      await this.#state.forget();
    } else to = Math.max(to, this.#now + this.#leastStep);
    this.#leastStep = 1;
    this.#now = to;
  }

  /** One instant: what has arrived goes in, the state advances, every row is compared. */
  async step(): Promise<void> {
    const { store, tally } = this.#options;
    const before = this.#now;
    await this.#move();
    if (this.#random() < 0.7) await this.#takeIn();
    // Hour values computed meanwhile are taken up once a minute: computed here only where the tick will look.
    if ((this.#now - before >= HOURS_REFRESH_SECONDS || this.#now < before) && this.#random() < 0.4)
      await this.#compute();
    if (this.#random() < 0.03) {
      this.#state = await openRollingState(store);
      tally.restarts += 1;
    }
    const moment = tickInstantOf(this.#now * 1000);
    // Between two ticks the state is brought up to a moment that may be earlier than the tick's, or the tick's own,
    // twice.
    if (this.#random() < 0.2)
      await this.#state.prepare(
        tickInstantOf(Math.max(this.#now - Math.floor(this.#random() * 6), Math.min(before, this.#now)) * 1000),
      );
    if (this.#random() < 0.08) {
      // Readings, and sometimes hours, land while a tick runs: that tick may show either, the next one all of it.
      const hours = this.#random() < 0.3;
      if (this.#random() < 0.4) await this.#state.prepare(moment);
      await Promise.all([this.#advance(moment), this.#takeIn().then(() => (hours ? this.#compute() : undefined))]);
      if (hours) this.#leastStep = HOURS_REFRESH_SECONDS + 1;
      tally.beside += 1;
      return;
    }
    const [work, wanted] = await Promise.all([this.#advance(moment), Promise.resolve().then(() => this.#wanted())]);
    if (work.reopened) tally.reopened += 1;
    tally.instants += 1;
    const [stations, factors, folds, texts] = (await store.columns(
      'window',
      `SELECT station, factor, folded, ${ROLLING_COLUMNS} AS text FROM rolling WHERE tick = {tick:UInt32}`,
      { tick: moment.tick },
    )) as [number[], number[], number[], string[]];
    const found = new Map<number, string>();
    for (let i = 0; i < (stations?.length ?? 0); i += 1) {
      const key = seriesKey(stations[i]!, factors[i]!) * 2 + folds[i]!;
      if (found.has(key)) this.#miss(`two rows of ${stations[i]}/${factors[i]}/${folds[i]}`);
      found.set(key, texts[i]!);
    }
    for (const [key, { row, late1, lateHours }] of wanted) {
      const given = found.get(key);
      found.delete(key);
      const windows = key % 2 === 1 ? 1 : 3;
      tally.cases += windows;
      if (late1) tally.late += 1;
      if (windows === 3 && (late1 || lateHours)) tally.late += 2;
      const fields = row.split('|');
      for (const at of [2, 5, 6]) if (fields[at] !== '-') tally.means += 1;
      if (fields[4] === '1') tally.standIns += 1;
      if (given !== row) this.#miss(this.#words(key, given ?? 'nothing', row));
    }
    for (const [key, given] of found) {
      tally.cases += 1;
      this.#miss(this.#words(key, given, 'nothing'));
    }
  }

  /** As a tick that no other came before: it prepares itself. */
  async #advance(moment: TickInstant): Promise<StateWork> {
    const work = await this.#state.prepare(moment);
    await this.#state.roll(moment);
    return work;
  }

  #wanted(): Map<number, { row: string; late1: boolean; lateHours: boolean }> {
    const wanted = new Map<number, { row: string; late1: boolean; lateHours: boolean }>();
    for (const [key, history] of this.#history) {
      const { kind, retired } = history.station as { kind: number; retired?: number };
      if (kind === 7 || retired === 1) continue;
      for (const folded of kind === 6 ? [false, true] : [false]) {
        const row = history.rolling(this.#now, folded);
        if (row !== null) wanted.set(key * 2 + Number(folded), row);
      }
    }
    return wanted;
  }

  /** Ends a round: every hour and day value against the twin. */
  async close(): Promise<void> {
    const { store, tally, zone } = this.#options;
    await this.#takeIn();
    await this.#compute();
    await computeDueDays(this.#due);
    const compare = async (table: string, start: string, wanted: ReadonlyMap<string, string>): Promise<number> => {
      const [keys, texts] = (await store.columns(
        'history',
        `SELECT concat(toString(${start}), '/', toString(station), '/', toString(factor)) AS key,
          ${PLAIN_COLUMNS} AS text FROM ${table} FINAL`,
      )) as [string[], string[]];
      const found = new Map((keys ?? []).map((key, i) => [key, texts[i]!]));
      for (const [key, text] of wanted) {
        if (found.get(key) !== text) this.#miss(`${table} ${key}: ${found.get(key) ?? 'nothing'}, twin ${text}`);
        found.delete(key);
      }
      for (const [key, text] of found) this.#miss(`${table} ${key}: ${text}, twin nothing`);
      return wanted.size;
    };
    const hours = new Map<string, string>();
    const days = new Map<string, string>();
    for (const history of this.#history.values()) {
      const tail = `${history.station.id}/${history.factor}`;
      for (const [hour, value] of history.hours) hours.set(`${hour}/${tail}`, plainText(value));
      for (const [day, value] of history.days(
        zone,
        (start) => civilDayEnd(start, zone),
        this.#now - INGEST_BOUNDS.dayGrace / 1000,
      ))
        days.set(`${civilDate(day, zone)}/${tail}`, plainText(value));
    }
    tally.hours += await compare('hours_now', 'toUnixTimestamp(hour)', hours);
    tally.days += await compare('days_now', 'day', days);
  }

  #words(key: number, given: string, twin: string): string {
    const [series, folded] = [Math.floor(key / 2), key % 2];
    const { station, factor } = this.#history.get(series) ?? { station: { id: -1 }, factor: series };
    return [
      `seed ${this.#options.seed}, ${new Date(this.#now * 1000).toISOString()}, ${JSON.stringify(station)}`,
      `factor ${factor} folded ${folded}: ${given}, twin ${twin}`,
    ].join(' ');
  }

  #miss(words: string): void {
    const { tally } = this.#options;
    tally.mismatches += 1;
    if (tally.examples.length < EXAMPLES) tally.examples.push(words);
  }
}

const civilDate = (start: number, zone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(start * 1000);
