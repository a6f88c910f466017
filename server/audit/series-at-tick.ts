import { seriesFactor, seriesKey, seriesStation } from '../../streams/contracts/factors.ts';
import { STATION_KINDS } from '../../streams/contracts/pack.ts';
import { loadQuery } from '../platform/store/mod.ts';
import {
  FOLDED_STATISTIC,
  possibleRollingValues,
  rollingHourOf,
  secondsPerValue,
  type Observation,
  type RollingValue,
} from '../recompute/mod.ts';
import { rollingHourReadings, type BeforeTick, type TickSource } from './before-tick.ts';
import { readRaw } from './raw-readings.ts';
import { rollingDifference, type ShownRolling } from './rolling-difference.ts';
import { seriesName } from './series-name.ts';

const SHOWN = loadQuery('audit/shown-rolling');

/** A series at a tick: what `rolling` shows, and the value of its readings that this agrees with, if one does. */
export interface SeriesAtTick {
  readonly station: number;
  readonly factor: number;
  readonly folded: boolean;
  readonly shown: ShownRolling | undefined;
  /** `null`: too much came in while the tick ran. Otherwise at least one. */
  readonly values: readonly RollingValue[] | null;
  readonly agreed: RollingValue | null;
  /** The first field that differs; `null`: it agrees, or cannot be told. */
  readonly field: string | null;
}

type Raw = ReadonlyMap<number, readonly Observation[]>;

/**
 * The series that were read before a tick as this tick showed them, by name; `null` where the tick cannot be checked.
 * @param tick its identity in `rolling` @param at ms UTC at which it began
 */
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
  const after = await readRaw(store, rollingHourReadings(now, stations, factors, mostReadings));
  if (after === null || rows.length === 0) return null;
  const shown = new Map(rows.map((row) => [seriesName(row.station, row.factor, row.folded === 1), row]));
  const hour = rollingHourOf(now);
  const found = new Map<string, SeriesAtTick>();
  for (const station of stations) {
    const place = registry.station(station);
    // Meters are not averaged by the windows.
    if (place === undefined || place.kindId === STATION_KINDS.power) continue;
    for (const factor of factors.length > 0 ? factors : factorsOf(station, after, rows)) {
      for (const folded of [false, true]) {
        const statistic = folded ? FOLDED_STATISTIC[place.basis] : place.basis;
        const name = seriesName(station, factor, folded);
        const of = (raw: Raw): Observation[] =>
          (raw.get(seriesKey(station, factor)) ?? []).filter((one) => one.statistic === statistic);
        const seconds = secondsPerValue(place);
        const values = possibleRollingValues(factor, of(before.raw), of(after), seconds, hour, mostUncertain);
        const series = comparedSeries(station, factor, folded, shown.get(name), values);
        if (series !== null) found.set(name, series);
      }
    }
  }
  return found;
}

/** `null`: nothing is shown of the series, and nothing was observed of it. */
function comparedSeries(
  station: number,
  factor: number,
  folded: boolean,
  shown: ShownRolling | undefined,
  values: readonly RollingValue[] | null,
): SeriesAtTick | null {
  const isSilent = values !== null && values.every(({ lastMicro }) => lastMicro === null);
  if (shown === undefined && isSilent) return null;
  const agreed =
    shown === undefined ? null : (values?.find((value) => rollingDifference(shown, value) === null) ?? null);
  // Without a row the tick may have come before the first reading.
  const mayBeUnseen = shown === undefined && (values === null || values.some(({ lastMicro }) => lastMicro === null));
  const field =
    values === null || agreed !== null || mayBeUnseen
      ? null
      : shown === undefined
        ? 'missing'
        : nearestDifference(shown, values);
  return { station, factor, folded, shown, values, agreed, field };
}

/** Of the values that may be right, that with as many samples as are shown says best what is wrong. */
function nearestDifference(row: ShownRolling, values: readonly RollingValue[]): string | null {
  const nearest = values.find(({ count }) => count === row.samples) ?? values[0];
  return nearest === undefined ? null : rollingDifference(row, nearest);
}

function factorsOf(station: number, raw: Raw, rows: readonly ShownRolling[]): Set<number> {
  const factors = new Set(rows.filter((row) => row.station === station).map(({ factor }) => factor));
  for (const key of raw.keys()) if (seriesStation(key) === station) factors.add(seriesFactor(key));
  return factors;
}
