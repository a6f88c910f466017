import { seriesKey } from '../../streams/contracts/factors.ts';
import type { PublishedRow } from '../../streams/live/mod.ts';
import { loadQuery, type Store } from '../platform/store/mod.ts';
import { fixedPoint, liveTime } from '../standards/mod.ts';
import type { TickInstant } from './tick-instant.ts';

/** Rows of the exceedance ranking on the live stream. */
const MOST_EXCEEDANCES = 200;
/** Exceedances handed to the alarm rules per tick. */
const MOST_JUDGED = 5000;

const AIR = loadQuery('windows/air');
const STATIONS = loadQuery('windows/stations');
const REGIONS = loadQuery('windows/regions');
const SHOWN_HOUR = loadQuery('windows/shown-hour');
const HOTSPOTS = loadQuery('hotspots/hotspots');
const WATER = loadQuery('windows/water');
const WIND = loadQuery('windows/wind');
const EXCEEDANCES = loadQuery('windows/exceedances');
const EXCLUDED = loadQuery('windows/excluded');

/** AQI, level, primary pollutants, six means and six indices of a station or a region. */
export interface AirRow {
  readonly time: number;
  readonly aqi: number | null;
  readonly level: number;
  readonly primary: number;
  readonly means: readonly string[];
  readonly has_mean: readonly number[];
  readonly iaqis: readonly (number | null)[];
}
type Six = 'pm25' | 'pm10' | 'o3' | 'no2' | 'so2' | 'co';
type Cells<C extends string> = Readonly<Record<C, number | null>>;
const meanAt = (row: AirRow | undefined, i: number, decimals = 1): number | null =>
  row?.has_mean[i] ? fixedPoint(row.means[i], decimals) : null;
/** Six concentrations as topic columns: one decimal, CO two. */
export const sixOf = (row: AirRow | undefined): Cells<Six> => ({
  pm25: meanAt(row, 0),
  pm10: meanAt(row, 1),
  o3: meanAt(row, 2),
  no2: meanAt(row, 3),
  so2: meanAt(row, 4),
  co: meanAt(row, 5, 2),
});
export const sixIndices = (row: AirRow | undefined): Cells<`iaqi${Capitalize<Six>}`> => ({
  iaqiPm25: row?.iaqis[0] ?? null,
  iaqiPm10: row?.iaqis[1] ?? null,
  iaqiO3: row?.iaqis[2] ?? null,
  iaqiNo2: row?.iaqis[3] ?? null,
  iaqiSo2: row?.iaqis[4] ?? null,
  iaqiCo: row?.iaqis[5] ?? null,
});
/** 0 means that there is no AQI, hence no level. */
export const levelOf = (row: AirRow | undefined): number | null => (row && row.aqi !== null ? row.level : null);

export async function airOf(store: Store, moment: TickInstant): Promise<Map<number, AirRow>> {
  const rows = await store.rows<AirRow & { station: number }>('window', AIR, { tick: moment.tick, at: moment.since });
  return new Map(rows.map((row) => [row.station, row]));
}

export interface RegionRow extends AirRow {
  readonly span: 'now' | 'hour';
  readonly region: number;
  readonly reporting: number;
}
export interface RegionsMoment {
  readonly tick: number;
  readonly now: number;
  readonly since: number;
  readonly hour: number;
}
/**
 * What city, counties and townships breathe.
 * @param tick whose rolling hour is asked for (span `now`); 0 = leave it out
 * @param since start of the rolling hour, which decides the edition; seconds UTC
 * @param hour start of the closed hour that is asked for (span `hour`), seconds UTC; 0 = leave it out
 */
export const regionsOf = (
  store: Store,
  { tick, now, since, hour }: RegionsMoment,
  city: number,
): Promise<RegionRow[]> => store.rows<RegionRow>('window', REGIONS, { tick, now, since, hour, city });

/** The closed hour that regions are shown for, seconds UTC; 0 = none has come in yet. */
export async function shownHourOf(store: Store, moment: TickInstant): Promise<number> {
  const [row] = await store.rows<{ hour: number }>('window', SHOWN_HOUR, { now: moment.now });
  return row?.hour ?? 0;
}

/** One row of `/api/hotspots` and of topic `hotspots`. `mean` in millionths of the canonical unit; support 0 measured, 1 interpolated. */
export interface Hotspot {
  readonly cell: number;
  readonly mean: number;
  readonly iaqi: number | null;
  readonly support: 0 | 1;
}

export async function hotspotsOf(
  store: Store,
  lane: 'window' | 'history',
  tick: number,
  at: number,
  factor: number,
  size: number,
  generation: string,
): Promise<Hotspot[]> {
  const [cells = [], means = [], indices = [], supports = []] = await store.columns(lane, HOTSPOTS, {
    tick,
    at,
    factor,
    size,
    generation,
  });
  return cells.map((cell, i) => ({
    cell: Number(cell),
    mean: Number(means[i]),
    iaqi: indices[i] as number | null,
    support: supports[i] as 0 | 1,
  }));
}

export const hotspotRows = (hotspots: readonly Hotspot[]): PublishedRow<'hotspots'>[] =>
  hotspots.map(({ cell, mean, iaqi, support }) => ({ key: cell, aqi: iaqi, value: fixedPoint(mean, 1), support }));

/** What a tick knows of a station beside its air. */
export interface StationRow {
  readonly station: number;
  readonly kind: number;
  readonly state: number;
  readonly time: number;
  readonly multiple: string;
  readonly factor: number;
  readonly value: string | null;
  readonly exceeds: number;
}

const STATION_COLUMNS = [
  'station',
  'kind',
  'heard',
  'age',
  'state',
  'time',
  'multiple',
  'factor',
  'value',
  'exceeds',
] as const;

export async function stationsOf(store: Store, moment: TickInstant): Promise<StationRow[]> {
  const columns = await store.columns('window', STATIONS, { tick: moment.tick, now: moment.now });
  const at = (name: (typeof STATION_COLUMNS)[number]): unknown[] => columns[STATION_COLUMNS.indexOf(name)] ?? [];
  const [station, kind, state, time, multiple, factor, value, exceeds] = (
    ['station', 'kind', 'state', 'time', 'multiple', 'factor', 'value', 'exceeds'] as const
  ).map(at);
  return station!.map((id, i) => ({
    station: id as number,
    kind: kind![i] as number,
    state: state![i] as number,
    time: time![i] as number,
    multiple: multiple![i] as string,
    factor: factor![i] as number,
    value: value![i] as string | null,
    exceeds: exceeds![i] as number,
  }));
}

export const stationRow = (row: StationRow, air: AirRow | undefined): PublishedRow<'stations'> => ({
  key: row.station,
  state: row.state,
  time: liveTime(row.time),
  aqi: air?.aqi ?? null,
  level: levelOf(air),
  primary: air?.primary ?? null,
  multiple: row.exceeds === 1 ? fixedPoint(row.multiple, 2) : null,
  factor: row.factor === 0 ? null : row.factor,
  value: row.factor === 0 ? null : fixedPoint(row.value, 3),
});

/** Topic `devices`: stations heard within two periods, all, and those that were ever heard and so are expected. */
export function deviceRows(stations: readonly StationRow[]): PublishedRow<'devices'>[] {
  const kinds = new Map<number, { online: number; total: number; due: number }>();
  for (const { kind, state } of stations) {
    const counts = kinds.get(kind) ?? { online: 0, total: 0, due: 0 };
    if (state === 1 || state === 2) counts.online += 1;
    counts.total += 1;
    if (state > 0) counts.due += 1;
    kinds.set(kind, counts);
  }
  return [...kinds].sort(([a], [b]) => a - b).map(([key, counts]) => ({ key, ...counts }));
}

interface WindRow {
  station: number;
  speed: string;
  direction: string | null;
  temperature: string | null;
  humidity: string | null;
  time: number;
}
export async function windOf(store: Store, moment: TickInstant): Promise<PublishedRow<'wind'>[]> {
  const rows = await store.rows<WindRow>('window', WIND, { tick: moment.tick });
  return rows.map((row) => ({
    key: row.station,
    speed: fixedPoint(row.speed, 1),
    direction: fixedPoint(row.direction, 0),
    temperature: fixedPoint(row.temperature, 1),
    humidity: fixedPoint(row.humidity, 0),
    time: liveTime(row.time),
  }));
}

interface WaterRow {
  station: number;
  time: number;
  class: number;
  items: string;
  main: number;
  ph: string | null;
  do: string | null;
  codmn: string | null;
  nh3n: string | null;
  tp: string | null;
}
/** Topic `water`; the station's state comes with the tick. */
export async function waterOf(store: Store, now: number): Promise<Omit<PublishedRow<'water'>, 'state'>[]> {
  const rows = await store.rows<WaterRow>('judge', WATER, { now });
  return rows.map((row) => ({
    key: row.station,
    time: liveTime(row.time),
    class: row.class === 0 ? null : row.class,
    items: Number(row.items),
    main: row.main === 0 ? null : row.main,
    ph: fixedPoint(row.ph, 2),
    do: fixedPoint(row.do, 2),
    codmn: fixedPoint(row.codmn, 2),
    nh3n: fixedPoint(row.nh3n, 3),
    tp: fixedPoint(row.tp, 3),
  }));
}

interface ExceedanceRow {
  rank: string;
  station: number;
  factor: number;
  hundredths: string;
  value: string;
  limit_value: string;
  limit_source: number;
  averaging: number;
  since_: number;
  at_: number;
  episodes: number;
  trend: number;
  first_: number;
  peak: string;
  over: number;
}

/** A present exceedance, for the alarm rules and the API. Values in millionths, instants in ms UTC. */
export interface Exceedance {
  readonly rank: number;
  readonly station: number;
  readonly factor: number;
  /** (C - L) / L as it is shown: hundredths. */
  readonly multipleHundredths: number;
  readonly value: number;
  readonly limit: number;
  readonly limitSource: number;
  /** 1 rolling hour, 2 instant, 3 closed hour, 4 rolling 24 h against a daily limit. */
  readonly window: number;
  readonly since: number;
  /** The instant the value speaks up to. */
  readonly time: number;
  /** Exceedances of this series that began or went on today. */
  readonly count: number;
  /** First of today. */
  readonly first: number;
  /** 0 steady, 1 rising, 2 falling. */
  readonly trend: number;
  readonly peakMultiple: number;
  /** The value is a lower bound (flag T). */
  readonly isOverRange: boolean;
}

export async function exceedancesOf(
  store: Store,
  lane: 'judge' | 'history',
  most = MOST_JUDGED,
): Promise<Exceedance[]> {
  const rows = await store.rows<ExceedanceRow>(lane, EXCEEDANCES, { most });
  return rows.map((row) =>
    Object.freeze({
      rank: Number(row.rank),
      station: row.station,
      factor: row.factor,
      multipleHundredths: Number(row.hundredths),
      value: Number(row.value),
      limit: Number(row.limit_value),
      limitSource: row.limit_source,
      window: row.averaging,
      since: row.since_ * 1000,
      time: row.at_ * 1000,
      count: row.episodes,
      first: row.first_ * 1000,
      trend: row.trend,
      peakMultiple: Number(row.peak),
      isOverRange: row.over === 1,
    }),
  );
}

export const exceedanceRows = (exceedances: readonly Exceedance[]): PublishedRow<'exceedances'>[] =>
  exceedances
    .slice(0, MOST_EXCEEDANCES)
    .map((e) => ({
      key: seriesKey(e.station, e.factor),
      rank: e.rank,
      multiple: e.multipleHundredths,
      value: fixedPoint(e.value, 3),
      limit: fixedPoint(e.limit, 3),
      limitSource: e.limitSource,
      window: e.window,
      since: liveTime(e.since / 1000),
      time: liveTime(e.time / 1000),
      count: e.count,
      trend: e.trend,
      first: liveTime(e.first / 1000),
    }));

export async function excludedOf(store: Store, moment: TickInstant): Promise<PublishedRow<'excluded'>[]> {
  const rows = await store.rows<{ reason: number; series: string }>('judge', EXCLUDED, { tick: moment.tick });
  return rows.map((row) => ({ key: row.reason, count: Number(row.series) }));
}
