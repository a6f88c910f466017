import { setImmediate as breathe } from 'node:timers/promises';
import { DateTime } from 'luxon';
import { seriesFactor, seriesKey, seriesStation } from '../../streams/contracts/factors.ts';
import { STATISTICS } from '../../streams/contracts/reading.ts';
import { civilDayEnd } from '../platform/civil-day.ts';
import type { Registry } from '../registry/mod.ts';
import { loadQuery, type Store } from '../platform/store/mod.ts';
import { STRETCH, stretchOf } from './bounds.ts';
import type { AuditKind, Disagreement, Check } from './check.ts';
import type { MarkedSpan } from './part-rule.ts';
import {
  dayValue,
  differenceOf,
  hourValue,
  textsOf,
  type HourPart,
  type PeriodValue,
  type ShownRow,
} from './period-value.ts';
import { readRaw, type Observation } from './raw-readings.ts';

const DUE = loadQuery('audit/due');
const SHOWN_HOURS = loadQuery('audit/shown-hours');
const SHOWN_DAYS = loadQuery('audit/shown-days');
const DAY_HOURS = loadQuery('audit/day-hours');
const MARKS = loadQuery('audit/marks');
const HOUR = 3600;
/** Series recomputed before the process may do something else. */
const SERIES_AT_ONCE = 200;
const HOUR_STATISTICS = [STATISTICS.rtd, STATISTICS.minute, STATISTICS.hour];

export interface PeriodCheckOptions {
  readonly store: Store;
  readonly registry: Registry;
  readonly zone: () => string;
  readonly mostReadings: number;
}

/** One look at some stretches of stations. */
export interface StretchLook extends Check {
  /** Most of it is still to be computed; nothing was judged. */
  readonly isDue: boolean;
  /** Stretches with series that are still to be computed, and with such that disagree: they are not verified. */
  readonly waiting: ReadonlySet<number>;
  readonly wrong: ReadonlySet<number>;
}

const subjectOf = (start: number, series: number): string =>
  `${new Date(start * 1000).toISOString().slice(0, 16)} ${seriesStation(series)} ${seriesFactor(series)}`;

/**
 * Recomputes hours or days of stretches of 64 stations from what lies below them, in another language and another way than the
 * jobs. What is due is asked first, then what is shown, then the readings: whatever comes in between makes a suspect at most.
 */
export class PeriodCheck {
  readonly #options: PeriodCheckOptions;
  constructor(options: PeriodCheckOptions) {
    this.#options = options;
  }

  /** @param start hour start, seconds UTC */
  async hours(start: number, stretches: readonly number[]): Promise<StretchLook> {
    const { store, registry, mostReadings } = this.#options;
    const stations = this.#stations(stretches);
    const due = await this.#due(1, start, start + HOUR, stretches);
    const shown = await this.#shown(SHOWN_HOURS, { start }, stretches);
    if (due.size * 2 > Math.max(shown.size, 1)) return nothing('hour', due.size);
    const marks = await this.#marks(start, stretches);
    const found = new Map<number, PeriodValue | null>();
    for (const group of this.#groups(stations)) {
      const raw = await readRaw(store, {
        from: start,
        to: start,
        stations: group,
        statistics: HOUR_STATISTICS,
        most: mostReadings,
      });
      // Ten times of what these stations should send: nothing can be said of them.
      if (raw === null) return nothing('hour', shown.size);
      for (const [series, said] of raw) {
        const place = registry.station(seriesStation(series));
        if (place) found.set(series, hourValue(seriesFactor(series), said, place, marks.get(place.id)));
      }
    }
    return await this.#compare(
      'hour',
      start,
      due,
      shown,
      new Set([...shown.keys(), ...found.keys()]),
      (series) => found.get(series) ?? null,
    );
  }

  /** @param start start of the civil day, seconds UTC */
  async days(start: number, stretches: readonly number[]): Promise<StretchLook> {
    const { store, zone, mostReadings } = this.#options;
    const end = civilDayEnd(start, zone());
    const range = rangeOf(stretches);
    const due = await this.#due(2, start, start + 1, stretches);
    // An hour that is still to be computed will touch its day.
    for (const series of await this.#due(1, start, end, stretches)) due.add(series);
    const shown = await this.#shown(SHOWN_DAYS, { day: civilDay(start, zone()) }, stretches);
    if (due.size * 2 > Math.max(shown.size, 1)) return nothing('day', due.size);
    const hours = new Map<number, HourPart[]>();
    const [station = [], factor = [], , micro = [], counts = [], over = []] = await store.columns(
      'history',
      DAY_HOURS,
      { start, end, ...range },
    );
    for (let i = 0; i < station.length; i += 1) {
      if (!stretches.includes(stretchOf(Number(station[i])))) continue;
      const key = seriesKey(Number(station[i]), Number(factor[i]));
      const part = { micro: Number(micro[i]), counts: Number(counts[i]) === 1, isOver: Number(over[i]) === 1 };
      hours.get(key)?.push(part) ?? hours.set(key, [part]);
    }
    const reports = await readRaw(store, {
      from: start,
      to: start,
      stations: this.#stations(stretches),
      statistics: [STATISTICS.day],
      most: mostReadings,
    });
    if (reports === null) return nothing('day', shown.size);
    const reported = (series: number): Observation[] =>
      (reports.get(series) ?? []).filter(({ time }) => time === start);
    return await this.#compare(
      'day',
      start,
      due,
      shown,
      new Set([...shown.keys(), ...hours.keys(), ...reports.keys()]),
      (series, place) => dayValue(seriesFactor(series), hours.get(series) ?? [], reported(series), place, end - start),
    );
  }

  #stations(stretches: readonly number[]): number[] {
    const { registry } = this.#options;
    return stretches
      .flatMap((stretch) => Array.from({ length: STRETCH }, (_, i) => stretch * STRETCH + i))
      .filter((station) => registry.station(station) !== undefined);
  }

  async #marks(start: number, stretches: readonly number[]): Promise<Map<number, MarkedSpan[]>> {
    const rows = await this.#options.store.rows<MarkedSpan & { station: number }>('history', MARKS, {
      start,
      ...rangeOf(stretches),
    });
    return Map.groupBy(rows, ({ station }) => station);
  }

  /** Stations whose readings of an hour go in one statement. */
  #groups(stations: readonly number[]): number[][] {
    const { registry, mostReadings } = this.#options;
    const groups: number[][] = [];
    let expected = Infinity;
    for (const id of stations) {
      const { factors, period } = registry.station(id)!;
      const own = factors.length * Math.ceil(HOUR / Math.max(1, period));
      if ((expected += own) > mostReadings / 4) {
        groups.push([]);
        expected = own;
      }
      groups.at(-1)!.push(id);
    }
    return groups;
  }

  async #due(span: 1 | 2, start: number, end: number, stretches: readonly number[]): Promise<Set<number>> {
    const rows = await this.#options.store.rows<{ station: number; factor: number }>('history', DUE, {
      span,
      start,
      end,
      ...rangeOf(stretches),
    });
    const asked = new Set(stretches);
    return new Set(
      rows
        .filter(({ station }) => asked.has(stretchOf(station)))
        .map(({ station, factor }) => seriesKey(station, factor)),
    );
  }

  async #shown(
    sql: string,
    period: { start: number } | { day: string },
    stretches: readonly number[],
  ): Promise<Map<number, ShownRow>> {
    const rows = await this.#options.store.rows<ShownRow>('history', sql, { ...period, ...rangeOf(stretches) });
    const asked = new Set(stretches);
    return new Map(
      rows.filter((row) => asked.has(stretchOf(row.station))).map((row) => [seriesKey(row.station, row.factor), row]),
    );
  }

  async #compare(
    kind: AuditKind & ('hour' | 'day'),
    start: number,
    due: ReadonlySet<number>,
    shown: ReadonlyMap<number, ShownRow>,
    all: ReadonlySet<number>,
    find: (
      series: number,
      place: { basis: NonNullable<ReturnType<Registry['station']>>['basis']; period: number },
    ) => PeriodValue | null,
  ): Promise<StretchLook> {
    const { registry } = this.#options;
    const compared = new Set<string>();
    const disagreements: Disagreement[] = [];
    const [waiting, wrong] = [new Set<number>(), new Set<number>()];
    let postponed = 0,
      seen = 0;
    for (const series of all) {
      seen += 1;
      if (seen % SERIES_AT_ONCE === 0) await breathe();
      const [station, factor] = [seriesStation(series), seriesFactor(series)];
      const place = registry.station(station);
      if (due.has(series)) {
        postponed += 1;
        waiting.add(stretchOf(station));
        continue;
      }
      // Stations that were retired meanwhile keep what they had; there is nothing to recompute it by.
      if (place === undefined) {
        postponed += 1;
        continue;
      }
      const row = shown.get(series);
      const found = find(series, place);
      const subject = subjectOf(start, series);
      compared.add(subject);
      const field =
        row === undefined
          ? found === null
            ? null
            : 'missing'
          : found === null
            ? 'unsupported'
            : differenceOf(factor, row, found, registry.version);
      if (field === null) continue;
      const [text, recomputed] = textsOf(row, found, field);
      wrong.add(stretchOf(station));
      disagreements.push({ kind, subject, station, factor, start, field, shown: text, recomputed });
    }
    return {
      kind,
      checked: compared.size,
      postponed,
      disagreements,
      covers: (subject) => compared.has(subject),
      isDue: false,
      waiting,
      wrong,
    };
  }
}

const nothing = (kind: 'hour' | 'day', postponed: number): StretchLook => ({
  kind,
  checked: 0,
  postponed,
  disagreements: [],
  covers: () => false,
  isDue: true,
  waiting: new Set(),
  wrong: new Set(),
});

const rangeOf = (stretches: readonly number[]): { first: number; last: number } => ({
  first: Math.min(...stretches) * STRETCH,
  last: Math.max(...stretches) * STRETCH + STRETCH - 1,
});
export const civilDay = (start: number, zone: string): string =>
  DateTime.fromSeconds(start, { zone }).toISODate() ?? '';
