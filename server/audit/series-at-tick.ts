import { seriesKey } from '../../streams/contracts/factors.ts';
import { STATISTICS } from '../../streams/contracts/reading.ts';
import type { Registry } from '../registry/mod.ts';
import { loadQuery, type Store } from '../platform/store/mod.ts';
import type { Disagreement } from './check.ts';
import { decimalText } from './period-value.ts';
import { readRaw, type Observation } from './raw-readings.ts';
import {
  FOLDED,
  rollingDifference,
  rollingHourOf,
  rollingValues,
  type RollingValue,
  type ShownRolling,
} from './rolling-value.ts';

const SHOWN = loadQuery('audit/shown-rolling');
const WINDOW_STATISTICS = [
  STATISTICS.rtd,
  STATISTICS.rtd_zs,
  STATISTICS.minute,
  STATISTICS.minute_zs,
  STATISTICS.hour,
  STATISTICS.hour_zs,
];
const HOUR = 3600;
/** Meters are not averaged by the windows. */
const POWER = 7;

/** Series whose readings were read before a tick. */
export interface BeforeTick {
  readonly stations: readonly number[];
  /** All where empty. */
  readonly factors: readonly number[];
  readonly raw: ReadonlyMap<number, readonly Observation[]>;
  /** ms UTC at which the reading had ended: the tick must have begun later. */
  readonly readAt: number;
}

/** A series at a tick: what `rolling` shows, and the value of its readings that this agrees with, if one does. */
export interface SeriesAtTick {
  readonly station: number;
  readonly factor: number;
  readonly folded: boolean;
  readonly shown: ShownRolling | undefined;
  /** Null: too much came in while the tick ran. Empty: nothing was said in the rolling hour. */
  readonly values: readonly RollingValue[] | null;
  readonly agreed: RollingValue | null;
  readonly field: string | null;
}

export interface TickSource {
  readonly store: Store;
  readonly registry: Registry;
  readonly mostReadings: number;
  readonly mostUncertain: number;
}

/** Reads the readings of a rolling hour for the tick that comes next. `null`: too many. */
export async function readBefore(
  { store, mostReadings }: TickSource,
  stations: readonly number[],
  factors: readonly number[],
  now: () => number,
): Promise<BeforeTick | null> {
  const raw = await readRaw(store, {
    ...hoursOf(Math.floor(now() / 1000)),
    stations,
    factors,
    statistics: WINDOW_STATISTICS,
    most: mostReadings,
  });
  return raw === null ? null : { stations, factors, raw, readAt: now() };
}

const hoursOf = (now: number): { from: number; to: number } => ({
  from: Math.floor((now - HOUR) / HOUR) * HOUR,
  to: Math.floor(now / HOUR) * HOUR,
});

/** @param tick its identity in `rolling` @param at ms UTC at which it began */
export async function seriesAtTick(
  { store, registry, mostReadings, mostUncertain }: TickSource,
  before: BeforeTick,
  tick: number,
  at: number,
): Promise<Map<string, SeriesAtTick> | null> {
  if (before.readAt >= at) return null;
  const { stations, factors } = before;
  const rows = await store.rows<ShownRolling>('history', SHOWN, { tick, stations, factors });
  const now = Math.floor(at / 1000);
  const after = await readRaw(store, {
    ...hoursOf(now),
    stations,
    factors,
    statistics: WINDOW_STATISTICS,
    most: mostReadings,
  });
  if (after === null || rows.length === 0) return null;
  const shown = new Map(rows.map((row) => [nameOf(row.station, row.factor, row.folded === 1), row]));
  const hour = rollingHourOf(now);
  const found = new Map<string, SeriesAtTick>();
  for (const station of stations) {
    const place = registry.station(station);
    if (place === undefined || place.kindId === POWER) continue;
    const period =
      place.basis === STATISTICS.minute
        ? Math.max(60, place.period)
        : place.basis === STATISTICS.hour
          ? Math.max(HOUR, place.period)
          : Math.max(1, place.period);
    for (const factor of factors.length > 0 ? factors : factorsOf(station, after, rows)) {
      for (const folded of [false, true]) {
        const statistic = folded ? FOLDED[place.basis] : place.basis;
        const name = nameOf(station, factor, folded);
        const row = shown.get(name);
        const of = (raw: ReadonlyMap<number, readonly Observation[]>): Observation[] =>
          (raw.get(seriesKey(station, factor)) ?? []).filter((said) => said.statistic === statistic);
        const values = rollingValues(factor, of(before.raw), of(after), period, hour, mostUncertain);
        const isSilent = values !== null && values.every(({ lastMicro }) => lastMicro === null);
        if (row === undefined && isSilent) continue;
        const agreed =
          row === undefined ? null : (values?.find((value) => rollingDifference(row, value) === null) ?? null);
        // Without a row the tick may have come before the first reading.
        const mayBeUnseen =
          row === undefined && (values === null || values.some(({ lastMicro }) => lastMicro === null));
        const field =
          values === null || agreed !== null || mayBeUnseen
            ? null
            : row === undefined
              ? 'missing'
              : nearestDifference(row, values);
        found.set(name, { station, factor, folded, shown: row, values, agreed, field });
      }
    }
  }
  return found;
}

/** Of the values that may be right, that with as many samples as are shown says best what is wrong. */
const nearestDifference = (row: ShownRolling, values: readonly RollingValue[]): string | null =>
  rollingDifference(row, values.find(({ count }) => count === row.samples) ?? values[0]!);

export const nameOf = (station: number, factor: number, folded: boolean): string =>
  `${station} ${factor}${folded ? ' zs' : ''}`;

function factorsOf(
  station: number,
  raw: ReadonlyMap<number, readonly Observation[]>,
  rows: readonly ShownRolling[],
): Set<number> {
  const factors = new Set(rows.filter((row) => row.station === station).map(({ factor }) => factor));
  for (const key of raw.keys()) if (Math.floor(key / 4096) === station) factors.add(key % 4096);
  return factors;
}

export function rollingDisagreement(series: SeriesAtTick, at: number): Disagreement | null {
  const { station, factor, folded, shown, values, field } = series;
  if (field === null) return null;
  const [newest] = values ?? [];
  const text = (mean: bigint | null, count: number): string => `${mean === null ? '-' : decimalText(mean)} (${count})`;
  return {
    kind: 'rolling',
    subject: nameOf(station, factor, folded),
    station,
    factor,
    start: Math.floor(at / 1000),
    field,
    shown: shown ? text(shown.mean === null ? null : BigInt(shown.mean), shown.samples) : '-',
    recomputed: newest ? text(newest.mean, newest.count) : '-',
  };
}
