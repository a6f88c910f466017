import { seriesKey } from '../../streams/contracts/factors.ts';
import { STATISTICS } from '../../streams/contracts/reading.ts';
import {
  countsByFlag,
  halfEven,
  hourValue,
  validVersions,
  type Observation,
  type SeriesPlace,
} from '../recompute/mod.ts';
import { VALIDITY } from '../standards/mod.ts';
import type { Exceedance } from '../../streams/contracts/exceedance.ts';
import type { TickSource } from './before-tick.ts';
import { decimalOrDash } from './decimal-text.ts';
import { EVALUATED } from './evaluated-window.ts';
import { readRaw } from './raw-readings.ts';
import type { Verdict } from './verdict.ts';

const HOUR = 3600;
const DAY_HOURS = 24;
/** The open hour may count from 45 minutes on; some minutes before it cannot be told whether the tick counted it. */
const OPEN_HOUR_UNCERTAIN = 40 * 60;

const hourStart = (seconds: number): number => Math.floor(seconds / HOUR) * HOUR;

/**
 * Checks the value of a row whose readings lie further back than the rolling hour, with a statement of its own.
 * @param at ms UTC
 */
export async function farValue(source: TickSource, row: Exceedance, at: number): Promise<Verdict> {
  const place = source.registry.station(row.station);
  if (place === undefined) return 'postponed';
  const ended = Math.floor(row.time / 1000);
  const now = Math.floor(at / 1000);
  if (row.window === EVALUATED.instant) {
    const observations = (await readHours(source, row, hourStart(ended), hourStart(ended))) ?? [];
    const samples = validVersions(observations.filter(({ statistic }) => statistic === place.basis));
    const sample = samples.find(({ time }) => time === ended);
    return verdictOf(row, sample && countsByFlag(sample) ? BigInt(sample.micro) : null);
  }
  if (row.window === EVALUATED.closedHour) {
    const start = hourStart(ended - HOUR);
    const found = hourValue(row.factor, (await readHours(source, row, start, start)) ?? [], place);
    return verdictOf(row, found?.isValid ? found.value : null);
  }
  const open = hourStart(now);
  const observations = await readHours(source, row, open - (DAY_HOURS - 1) * HOUR, open);
  return observations === null ? 'postponed' : dayMean(place, row, observations, now);
}

async function readHours(
  { store, mostReadings }: TickSource,
  { station, factor }: Exceedance,
  from: number,
  to: number,
): Promise<Observation[] | null> {
  const statistics = [STATISTICS.rtd, STATISTICS.minute, STATISTICS.hour];
  const raw = await readRaw(store, {
    from,
    to,
    stations: [station],
    factors: [factor],
    statistics,
    most: mostReadings,
  });
  return raw?.get(seriesKey(station, factor)) ?? null;
}

const verdictOf = (row: Exceedance, micro: bigint | null): Verdict =>
  micro === BigInt(row.value) ? 'agrees' : { field: 'value', recomputed: decimalOrDash(micro) };

/**
 * Rolling 24 h: the valid ones of 23 closed hours, and the open hour from 45 minutes on. The open hour moves while
 * one reads, so nothing is said where it may count.
 * @param now seconds UTC
 */
function dayMean(place: SeriesPlace, row: Exceedance, observations: readonly Observation[], now: number): Verdict {
  const open = hourStart(now);
  let sum = 0n,
    count = 0n;
  for (let hour = open - (DAY_HOURS - 1) * HOUR; hour < open; hour += HOUR) {
    const own = observations.filter(({ time }) => time >= hour && time < hour + HOUR);
    const found = hourValue(row.factor, own, place);
    if (!found?.isValid || found.value === null) continue;
    sum += found.value;
    count += 1n;
  }
  const mayCountOpen = observations.some(({ time }) => time >= open) && now - open >= OPEN_HOUR_UNCERTAIN;
  if (mayCountOpen || count < BigInt(VALIDITY.day.minimum)) return 'postponed';
  return verdictOf(row, halfEven(sum, count));
}
