import { seriesFactor, seriesKey, seriesStation } from '../../streams/contracts/factors.ts';
import { STATISTICS } from '../../streams/contracts/reading.ts';
import { civilDayEnd } from '../platform/civil-day.ts';
import { loadQuery, type Store } from '../platform/store/mod.ts';
import { dayValue, hourValue, type PeriodPart, type PeriodValue } from '../recompute/mod.ts';
import type { Registry } from '../registry/mod.ts';
import { STRETCH, stretchOf } from './bounds.ts';
import { civilDay } from './civil-day.ts';
import { comparePeriods } from './compare-periods.ts';
import { readRaw } from './raw-readings.ts';
import { dueSeries, markedSpans, shownPeriods, stationRange } from './shown-of-stretches.ts';
import { nothingChecked, type StretchCheck } from './stretch-check.ts';

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

/**
 * Recomputes hours or days of stretches of 64 stations from what lies below them, in another language and another way
 * than the jobs. What is due is asked first, then what is shown, then the readings: whatever comes in between makes a
 * suspect at most.
 */
export class PeriodCheck {
  readonly #options: PeriodCheckOptions;
  constructor(options: PeriodCheckOptions) {
    this.#options = options;
  }

  /** @param start hour start, seconds UTC */
  async hours(start: number, stretches: readonly number[]): Promise<StretchCheck> {
    const { store, registry, mostReadings } = this.#options;
    const due = await dueSeries(store, 1, start, start + HOUR, stretches);
    const shown = await shownPeriods(store, SHOWN_HOURS, { start }, stretches);
    if (due.size * 2 > Math.max(shown.size, 1)) return nothingChecked('hour', due.size);
    const marks = await markedSpans(store, start, stretches);
    const found = new Map<number, PeriodValue | null>();
    for (const stations of this.#groups(this.#stations(stretches))) {
      const wanted = { from: start, to: start, stations, statistics: HOUR_STATISTICS, most: mostReadings };
      const raw = await readRaw(store, wanted);
      // Ten times of what these stations should send: nothing can be said of them.
      if (raw === null) return nothingChecked('hour', shown.size);
      for (const [series, observations] of raw) {
        const place = registry.station(seriesStation(series));
        if (place) found.set(series, hourValue(seriesFactor(series), observations, place, marks.get(place.id)));
      }
    }
    const all = new Set([...shown.keys(), ...found.keys()]);
    const recompute = (series: number): PeriodValue | null => found.get(series) ?? null;
    return comparePeriods(registry, { kind: 'hour', start, due, shown, all, recompute });
  }

  /** @param start start of the civil day, seconds UTC */
  async days(start: number, stretches: readonly number[]): Promise<StretchCheck> {
    const { store, registry, zone, mostReadings } = this.#options;
    const end = civilDayEnd(start, zone());
    const due = await dueSeries(store, 2, start, start + 1, stretches);
    // An hour that is still to be computed will change its day.
    for (const series of await dueSeries(store, 1, start, end, stretches)) due.add(series);
    const shown = await shownPeriods(store, SHOWN_DAYS, { day: civilDay(start, zone()) }, stretches);
    if (due.size * 2 > Math.max(shown.size, 1)) return nothingChecked('day', due.size);
    const hours = await this.#hoursOfDay(start, end, stretches);
    const reports = await readRaw(store, {
      from: start,
      to: start,
      stations: this.#stations(stretches),
      statistics: [STATISTICS.day],
      most: mostReadings,
    });
    if (reports === null) return nothingChecked('day', shown.size);
    const all = new Set([...shown.keys(), ...hours.keys(), ...reports.keys()]);
    return comparePeriods(registry, {
      ...{ kind: 'day', start, due, shown, all },
      recompute: (series, place) => {
        const reported = (reports.get(series) ?? []).filter(({ time }) => time === start);
        return dayValue(seriesFactor(series), hours.get(series) ?? [], reported, place, end - start);
      },
    });
  }

  /** Stored hours of a day by series key: a day rests on them. */
  async #hoursOfDay(start: number, end: number, stretches: readonly number[]): Promise<Map<number, PeriodPart[]>> {
    const hours = new Map<number, PeriodPart[]>();
    const parameters = { start, end, ...stationRange(stretches) };
    const columns = await this.#options.store.columns('history', DAY_HOURS, parameters);
    const [station = [], factor = [], , micro = [], counts = [], over = []] = columns;
    for (let i = 0; i < station.length; i += 1) {
      if (!stretches.includes(stretchOf(Number(station[i])))) continue;
      const key = seriesKey(Number(station[i]), Number(factor[i]));
      const part = { micro: Number(micro[i]), counts: Number(counts[i]) === 1, isOver: Number(over[i]) === 1 };
      const known = hours.get(key);
      if (known) known.push(part);
      else hours.set(key, [part]);
    }
    return hours;
  }

  #stations(stretches: readonly number[]): number[] {
    const { registry } = this.#options;
    return stretches
      .flatMap((stretch) => Array.from({ length: STRETCH }, (_, i) => stretch * STRETCH + i))
      .filter((station) => registry.station(station) !== undefined);
  }

  /** Stations whose readings of an hour go in one statement. */
  #groups(stations: readonly number[]): number[][] {
    const { registry, mostReadings } = this.#options;
    const groups: number[][] = [];
    let expected = Infinity;
    for (const id of stations) {
      const { factors = [], period = HOUR } = registry.station(id) ?? {};
      const own = factors.length * Math.ceil(HOUR / Math.max(1, period));
      expected += own;
      const group = groups.at(-1);
      if (group !== undefined && expected <= mostReadings / 4) group.push(id);
      else {
        groups.push([id]);
        expected = own;
      }
    }
    return groups;
  }
}
