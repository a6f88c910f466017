import { DateTime } from 'luxon';
import { seriesFactor, seriesKey, seriesStation } from '../../streams/factors.ts';
import { STATISTICS } from '../../streams/reading.ts';
import { civilDayEnd } from '../ingest/civil-day.ts';
import type { Registry } from '../registry/mod.ts';
import { loadQuery, type Store } from '../store/mod.ts';
import { STRETCH } from './bounds.ts';
import type { AuditKind, Disagreement, Look } from './look.ts';
import { dayValue, differenceOf, hourValue, textsOf, type HourPart, type PeriodValue, type ShownRow } from './period-value.ts';
import { readRaw, type Said } from './raw-readings.ts';

const DUE = loadQuery('audit/due');
const SHOWN_HOURS = loadQuery('audit/shown-hours');
const SHOWN_DAYS = loadQuery('audit/shown-days');
const DAY_HOURS = loadQuery('audit/day-hours');
const HOUR = 3600;
const HOUR_STATISTICS = [STATISTICS.rtd, STATISTICS.minute, STATISTICS.hour];

export interface PeriodCheckOptions {
  readonly store: Store;
  readonly registry: Registry;
  readonly zone: () => string;
  readonly mostReadings: number;
}

/** One look at a stretch of stations. */
export interface StretchLook extends Look {
  /** Most of it is still to be computed; nothing was judged. */
  readonly isDue: boolean;
  /** Series that are still to be computed: the stretch is not verified yet. */
  readonly waiting: number;
}

export const subjectOf = (start: number, series: number): string => `${new Date(start * 1000).toISOString().slice(0, 16)} ${seriesStation(series)} ${seriesFactor(series)}`;

/**
 * Recomputes hours or days of a stretch of 64 stations from what lies below them, in another language and another way than the
 * jobs. What is due is asked first, then what is shown, then the readings: whatever comes in between makes a suspect at most.
 */
export class PeriodCheck {
  readonly #options: PeriodCheckOptions;
  constructor(options: PeriodCheckOptions) { this.#options = options; }

  /** @param start hour start, seconds UTC */
  async hours(start: number, stretch: number): Promise<StretchLook> {
    const { store, mostReadings } = this.#options;
    const stations = this.#stations(stretch);
    const due = await this.#due(1, start, start + HOUR, stretch);
    const shown = await this.#shown(SHOWN_HOURS, { start }, stretch);
    if (due.size * 2 > Math.max(shown.size, 1)) return nothing('hour', due.size);
    const raw = await readRaw(store, { from: start, to: start, stations, statistics: HOUR_STATISTICS, most: mostReadings });
    if (raw === null) return nothing('hour', shown.size);
    return this.#compare('hour', start, due, shown, new Set([...shown.keys(), ...raw.keys()]), (series, place) => hourValue(seriesFactor(series), raw.get(series) ?? [], place));
  }

  /** @param start start of the civil day, seconds UTC */
  async days(start: number, stretch: number): Promise<StretchLook> {
    const { store, zone, mostReadings } = this.#options;
    const end = civilDayEnd(start, zone());
    const range = { first: stretch * STRETCH, last: stretch * STRETCH + STRETCH - 1 };
    const due = await this.#due(2, start, start + 1, stretch);
    // An hour that is still to be computed will touch its day.
    for (const series of await this.#due(1, start, end, stretch)) due.add(series);
    const shown = await this.#shown(SHOWN_DAYS, { day: civilDay(start, zone()) }, stretch);
    if (due.size * 2 > Math.max(shown.size, 1)) return nothing('day', due.size);
    const hours = new Map<number, HourPart[]>();
    const [station = [], factor = [], , micro = [], counts = [], over = []] = await store.columns('history', DAY_HOURS, { start, end, ...range });
    for (let i = 0; i < station.length; i += 1) {
      const key = seriesKey(Number(station[i]), Number(factor[i]));
      const part = { micro: Number(micro[i]), counts: Number(counts[i]) === 1, isOver: Number(over[i]) === 1 };
      hours.get(key)?.push(part) ?? hours.set(key, [part]);
    }
    const reports = await readRaw(store, { from: start, to: start, stations: this.#stations(stretch), statistics: [STATISTICS.day], most: mostReadings });
    if (reports === null) return nothing('day', shown.size);
    const reported = (series: number): Said[] => (reports.get(series) ?? []).filter(({ time }) => time === start);
    return this.#compare('day', start, due, shown, new Set([...shown.keys(), ...hours.keys(), ...reports.keys()]),
      (series, place) => dayValue(seriesFactor(series), hours.get(series) ?? [], reported(series), place, end - start));
  }

  #stations(stretch: number): number[] {
    const { registry } = this.#options;
    const all: number[] = [];
    for (let station = stretch * STRETCH; station < (stretch + 1) * STRETCH; station += 1) if (registry.station(station)) all.push(station);
    return all;
  }

  async #due(span: 1 | 2, start: number, end: number, stretch: number): Promise<Set<number>> {
    const rows = await this.#options.store.rows<{ station: number; factor: number }>('history', DUE, { span, start, end, first: stretch * STRETCH, last: stretch * STRETCH + STRETCH - 1 });
    return new Set(rows.map(({ station, factor }) => seriesKey(station, factor)));
  }

  async #shown(sql: string, period: { start: number } | { day: string }, stretch: number): Promise<Map<number, ShownRow>> {
    const rows = await this.#options.store.rows<ShownRow>('history', sql, { ...period, first: stretch * STRETCH, last: stretch * STRETCH + STRETCH - 1 });
    return new Map(rows.map((row) => [seriesKey(row.station, row.factor), row]));
  }

  #compare(
    kind: AuditKind & ('hour' | 'day'), start: number, due: ReadonlySet<number>, shown: ReadonlyMap<number, ShownRow>, all: ReadonlySet<number>,
    find: (series: number, place: { basis: NonNullable<ReturnType<Registry['station']>>['basis']; period: number }) => PeriodValue | null,
  ): StretchLook {
    const { registry } = this.#options;
    const compared = new Set<string>();
    const disagreements: Disagreement[] = [];
    let postponed = 0, waiting = 0;
    for (const series of all) {
      const [station, factor] = [seriesStation(series), seriesFactor(series)];
      const place = registry.station(station);
      if (due.has(series)) { waiting += 1; continue; }
      // Stations that were retired meanwhile keep what they had; there is nothing to recompute it by.
      if (place === undefined) { postponed += 1; continue; }
      const row = shown.get(series);
      const found = find(series, place);
      const subject = subjectOf(start, series);
      compared.add(subject);
      const field = row === undefined ? (found === null ? null : 'missing') : found === null ? 'unsupported' : differenceOf(factor, row, found, registry.version);
      if (field === null) continue;
      const [text, recomputed] = textsOf(row, found, field);
      disagreements.push({ kind, subject, station, factor, start, field, shown: text, recomputed });
    }
    return { kind, checked: compared.size, postponed: postponed + waiting, disagreements, covers: (subject) => compared.has(subject), isDue: false, waiting };
  }
}

const nothing = (kind: 'hour' | 'day', postponed: number): StretchLook => ({ kind, checked: 0, postponed, disagreements: [], covers: () => false, isDue: true, waiting: postponed });
export const civilDay = (start: number, zone: string): string => DateTime.fromSeconds(start, { zone }).toISODate() ?? '';
