import { DateTime } from 'luxon';
import {
  markByCode,
  MARKED_HOUR_SECONDS,
  qualityRules,
  RUNNING_PERCENT,
  WITNESS_FACTORS,
  type QualityRule,
} from '../../server/standards/mod.ts';
import { QUALITY_CODES } from '../../streams/contracts/codes.ts';
import { findingsOf, type Finding, type OracleHour } from './quality-oracle.ts';

/** What a device said, in the order in which it arrived. */
export interface Observation {
  readonly station: number;
  readonly factor: number;
  readonly statistic: number;
  /** Seconds UTC. */
  readonly time: number;
  readonly micro: number;
  readonly flag: string;
  /** Seconds UTC; where it does not matter, the end of its period. */
  readonly received?: number;
}

export interface OracleStation {
  readonly id: number;
  readonly basis: number;
  readonly period: number;
  /** STATION_KINDS; 2 where it does not matter. */
  readonly kind?: number;
  readonly enterprise?: number;
  /** Rated power, millionths of a kW. */
  readonly rated?: number;
}

/** A mark in force. Seconds UTC, `[begin, end)`; factor 0 = all. */
export interface OracleMark {
  readonly station: number;
  readonly factor: number;
  readonly code: string;
  readonly begin: number;
  readonly end: number;
}

export interface OracleWorld {
  readonly marks?: readonly OracleMark[];
  readonly neighbours?: ReadonlyMap<number, readonly number[]>;
}

export interface OracleRow {
  readonly start: string;
  readonly station: number;
  readonly factor: number;
  readonly value: string | null;
  readonly sum: string;
  readonly count: number;
  readonly expected: number;
  readonly valid: number;
  readonly low: string | null;
  readonly high: string | null;
  readonly over: number;
  readonly origin: number;
}

const DIRECTION = 24;
const LEVEL = 90;

/** Millionths as the engine writes a Decimal. */
export function decimal(micro: bigint): string {
  const absolute = micro < 0n ? -micro : micro;
  const fraction = (absolute % 1_000_000n).toString().padStart(6, '0').replace(/0+$/, '');
  return `${micro < 0n ? '-' : ''}${absolute / 1_000_000n}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Half to even by doubling: another way than the job's. */
export function meanOf(values: readonly bigint[]): bigint {
  const count = BigInt(values.length);
  const total = values.reduce((a, b) => a + b, 0n);
  const floor = total >= 0n ? total / count : -((-total + count - 1n) / count);
  const twice = (total - floor * count) * 2n;
  return twice > count || (twice === count && floor % 2n !== 0n) ? floor + 1n : floor;
}

/** Mean of directions as unit vectors, tenths of a degree; all in millionths. */
export function directionOf(values: readonly bigint[]): bigint {
  const radians = values.map((micro) => (Number(micro) / 1e6) * (Math.PI / 180));
  const east = radians.reduce((sum, r) => sum + Math.round(Math.sin(r) * 1e9), 0);
  const north = radians.reduce((sum, r) => sum + Math.round(Math.cos(r) * 1e9), 0);
  const degrees = ((Math.atan2(east, north) * 180) / Math.PI + 360) % 360;
  return BigInt(Math.round(degrees * 10)) * 100_000n;
}

const energies = new Map<bigint, number>();

/**
 * Energy of a sound level, 10^(L/10) in thousandths to the nearest whole: exact, on integers. Of k tenths of a dB it is
 * the n whose hundredth power lies nearest to 10^(k + 300) (of hundredths: thousandth power, 10^(k + 3000)), so that no
 * rounding of an exponential decides.
 * @param micro level in millionths of a dB, whole hundredths
 */
export function energyOf(micro: bigint): number {
  const known = energies.get(micro);
  if (known !== undefined) return known;
  if (micro % 10_000n !== 0n) throw new Error(`not whole hundredths of a dB: ${micro}`);
  const [power, steps] = micro % 100_000n === 0n ? [100n, micro / 100_000n] : [1000n, micro / 10_000n];
  const goal = 2n ** power * 10n ** (steps + 3n * power);
  let n = BigInt(Math.max(0, Math.round(10 ** (Number(micro) / 1e7) * 1e3) - 1));
  while ((2n * n + 1n) ** power < goal) n += 1n;
  energies.set(micro, Number(n));
  return Number(n);
}

/** No monitor in the open hears more: louder counts as 130 dB. */
const LOUDEST = 130_000_000n;

/** Mean of sound levels by energy, hundredths of a dB; all in millionths. */
export function levelOf(values: readonly bigint[]): bigint {
  const energy = values.reduce((sum, micro) => sum + energyOf(micro < LOUDEST ? micro : LOUDEST), 0);
  return BigInt(Math.round(10 * Math.log10(energy / 1e3 / values.length) * 100)) * 10_000n;
}

type Cause = 'flagged' | 'marked' | 'ahead' | 'below' | 'outside' | null;
interface Part {
  readonly micro: bigint;
  readonly counts: boolean;
  readonly over: boolean;
  readonly cause?: Cause;
  readonly lag?: number;
  readonly at?: number;
  readonly denies?: boolean;
}

function rowOf(
  start: string,
  station: number,
  factor: number,
  origin: number,
  parts: readonly Part[],
  expected: number,
  isValid: (count: number) => boolean,
): OracleRow {
  const values = parts.filter((part) => part.counts).map((part) => part.micro);
  const sorted = [...values].sort((a, b) => (a < b ? -1 : 1));
  const special = factor === DIRECTION ? directionOf : factor === LEVEL ? levelOf : null;
  const mean = values.length === 0 ? null : (special ?? meanOf)(values);
  const sum = special ? (mean ?? 0n) * BigInt(values.length) : values.reduce((a, b) => a + b, 0n);
  return {
    start,
    station,
    factor,
    value: mean === null ? null : decimal(mean),
    sum: decimal(sum),
    count: values.length,
    expected,
    valid: Number(isValid(values.length)),
    low: values.length === 0 ? null : decimal(sorted[0]!),
    high: values.length === 0 ? null : decimal(sorted.at(-1)!),
    over: Number(parts.some((part) => part.counts && part.over)),
    origin,
  };
}

const lengthOf = (statistic: number, period: number): number =>
  statistic === 20 ? 3600 : statistic === 10 ? period : 0;
const arrivalOf = (said: Observation): number => said.received ?? said.time + lengthOf(said.statistic, 0);

/** The version that holds: a value counts from when it was first said; saying it again later moves nothing. */
function validVersions(history: readonly Observation[]): Observation[] {
  const firstSaid = new Map<string, { said: Observation; at: number }>();
  history.forEach((said, at) => {
    const key = JSON.stringify([said.station, said.factor, said.statistic, said.time, said.micro, said.flag]);
    const known = firstSaid.get(key);
    if (!known) firstSaid.set(key, { said, at });
    else if (arrivalOf(said) < arrivalOf(known.said))
      firstSaid.set(key, { said: { ...known.said, received: arrivalOf(said) }, at: known.at });
  });
  const latest = new Map<string, { said: Observation; at: number }>();
  for (const entry of firstSaid.values()) {
    const key = JSON.stringify([entry.said.station, entry.said.factor, entry.said.statistic, entry.said.time]);
    const known = latest.get(key);
    if (!known || entry.at > known.at) latest.set(key, entry);
  }
  return [...latest.values()].map((entry) => entry.said);
}

const groupBy = <T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
};
const partOf = (said: Observation): Part => ({
  micro: BigInt(said.micro),
  counts: said.flag === 'N' || said.flag === 'T',
  over: said.flag === 'T',
});

const RULES = qualityRules();
const ruleFor = (kind: number, factor: number, at: number): QualityRule =>
  RULES.find((rule) => rule.kind === kind && rule.factor === factor && rule.from <= at && rule.until > at)!;

/** A part of an hour with what takes it out: the first cause that holds, in the order of the columns of `hours`. */
function examined(
  said: Observation,
  station: OracleStation,
  stations: readonly OracleStation[],
  marks: readonly OracleMark[],
): Part {
  const rule = ruleFor(station.kind ?? 2, said.factor, Math.floor(said.time / 3600) * 3600);
  const received = arrivalOf(said);
  const under = (mark: OracleMark): boolean =>
    (mark.factor === 0 || mark.factor === said.factor) &&
    (said.statistic === 20
      ? Math.min(mark.end, said.time + 3600) - Math.max(mark.begin, said.time) > MARKED_HOUR_SECONDS
      : said.time >= mark.begin && said.time < mark.end);
  const own = marks.filter((mark) => mark.station === station.id && under(mark));
  const owners = marks.filter((mark) => mark.station === station.enterprise && under({ ...mark, factor: 0 }));
  const isWitness = WITNESS_FACTORS.includes(said.factor);
  const speaks = said.flag === 'N' || said.flag === 'T';
  const quiet =
    said.factor === 101 || said.factor === 102 ? Math.trunc(((station.rated ?? 0) * RUNNING_PERCENT) / 100) : 0;
  const stopped = [...own, ...owners.filter(() => stations.some((s) => s.id === station.enterprise))].some(
    (mark) => markByCode(mark.code)!.stopped,
  );
  const cause: Cause =
    !speaks && said.flag !== 'X'
      ? 'flagged'
      : !isWitness && own.some((mark) => markByCode(mark.code)!.excludes)
        ? 'marked'
        : said.time > received + rule.ahead
          ? 'ahead'
          : said.micro < 0 && rule.low >= 0 && said.micro < -rule.detection
            ? 'below'
            : said.flag === 'X' || said.micro > rule.high || (rule.low < 0 && said.micro < rule.low)
              ? 'outside'
              : null;
  return {
    micro: BigInt(said.micro),
    counts: cause === null,
    over: said.flag === 'T',
    cause,
    at: said.time,
    lag: received - said.time - lengthOf(said.statistic, station.period),
    denies: isWitness && stopped && said.micro > quiet && speaks,
  };
}

function hourOf(row: OracleRow, at: number, parts: readonly Part[], rule: QualityRule): OracleHour {
  const causes = (cause: Cause): number => parts.filter((part) => part.cause === cause).length;
  const lags = parts.map((part) => part.lag!);
  const times = parts.map((part) => part.at!);
  const [slowest, quickest] = [Math.max(...lags), Math.min(...lags)];
  const microOf = (text: string | null): bigint | null =>
    text === null ? null : BigInt(Math.round(Number(text) * 1e6));
  return {
    at,
    station: row.station,
    factor: row.factor,
    mean: microOf(row.value),
    low: microOf(row.low),
    high: microOf(row.high),
    expected: row.expected,
    enough: row.valid === 1,
    heard: parts.length,
    flagged: causes('flagged'),
    marked: causes('marked'),
    ahead: causes('ahead'),
    below: causes('below'),
    outside: causes('outside'),
    late: lags.filter((lag) => lag > rule.late).length,
    slowest,
    contradicts: parts.filter((part) => part.denies).length,
    behind:
      parts.length >= 3 &&
      Math.max(...times) - Math.min(...times) >= 900 &&
      quickest > rule.behind &&
      slowest - quickest <= 300,
  };
}
const compare = (a: OracleRow, b: OracleRow): number =>
  a.start < b.start ? -1 : a.start > b.start ? 1 : a.station - b.station || a.factor - b.factor;

/**
 * Hours and days from scratch, the plain way, in JavaScript: what the jobs must arrive at whatever the order of
 * arrival.
 * @param until hours and days must have ended by this second UTC
 */
// eslint-disable-next-line max-lines-per-function -- an oracle reads as the standard does, top to bottom
export function oracleOf(
  stations: readonly OracleStation[],
  history: readonly Observation[],
  zone: string,
  until: { hour: number; day: number },
  { marks = [], neighbours = new Map() }: OracleWorld = {},
): { hours: OracleRow[]; days: OracleRow[]; findings: Finding[] } {
  const valid = validVersions(history);
  const hours: (OracleRow & { at: number })[] = [];
  const examinedHours: OracleHour[] = [];
  for (const said of groupBy(
    valid.filter((v) => v.statistic !== 30),
    (v) => `${Math.floor(v.time / 3600)} ${v.station} ${v.factor}`,
  ).values()) {
    const { station: id, factor, time } = said[0]!;
    const hour = Math.floor(time / 3600) * 3600;
    const station = stations.find((s) => s.id === id)!;
    const own = station.basis === 20 ? [] : said.filter((v) => v.statistic === station.basis);
    const parts = own.length > 0 ? own : said.filter((v) => v.statistic === 20);
    if (parts.length === 0 || hour + 3600 > until.hour) continue;
    const origin = own.length > 0 ? 1 : 2;
    const expected = origin === 2 ? 1 : Math.max(1, Math.floor(3600 / station.period));
    const start = new Date(hour * 1000).toISOString().slice(0, 19).replace('T', ' ');
    const looked = parts.map((part) => examined(part, station, stations, marks));
    const row = rowOf(start, id, factor, origin, looked, expected, (count) => count >= expected * 0.75);
    examinedHours.push(hourOf(row, hour, looked, ruleFor(station.kind ?? 2, factor, hour)));
    hours.push({ ...row, at: hour });
  }
  const findings = findingsOf(
    examinedHours,
    stations,
    (hour) => ruleFor(stations.find((s) => s.id === hour.station)!.kind ?? 2, hour.factor, hour.at),
    neighbours,
  );
  // What is decided part by part has left the mean already; a clock that runs behind, and what rests on other hours,
  // takes the hour out.
  const ofParts: readonly number[] = [
    QUALITY_CODES.QC_RANGE,
    QUALITY_CODES.QC_NEG,
    QUALITY_CODES.QC_FLAG,
    QUALITY_CODES.QC_MARK,
  ];
  const out = new Set(
    findings
      .filter(
        (f) =>
          f.invalidates === 1 &&
          !ofParts.includes(f.code) &&
          (f.code !== QUALITY_CODES.QC_CLOCK ||
            examinedHours.some((h) => h.at === f.at && h.station === f.station && h.factor === f.factor && h.behind)),
      )
      .map((f) => `${f.at} ${f.station} ${f.factor}`),
  );
  for (const [index, hour] of hours.entries())
    if (out.has(`${hour.at} ${hour.station} ${hour.factor}`)) hours[index] = { ...hour, valid: 0 };
  const civilDay = (instant: number): string => DateTime.fromSeconds(instant, { zone }).toISODate()!;
  const days: OracleRow[] = [];
  const reported = valid.filter((v) => v.statistic === 30);
  const dayKey = (instant: number, station: number, factor: number): string =>
    `${civilDay(instant)} ${station} ${factor}`;
  const hoursOf = groupBy(hours, (h) => dayKey(h.at, h.station, h.factor));
  const reportsOf = groupBy(reported, (r) => dayKey(r.time, r.station, r.factor));
  for (const key of new Set([...hoursOf.keys(), ...reportsOf.keys()])) {
    const [day = '', id, factor] = key.split(' ');
    if (DateTime.fromISO(day, { zone }).plus({ days: 1 }).toSeconds() > until.day) continue;
    const own = hoursOf.get(key) ?? [];
    const parts: Part[] =
      own.length > 0
        ? own.map((h) => ({
            micro: h.value === null ? 0n : BigInt(Math.round(Number(h.value) * 1e6)),
            counts: h.valid === 1 && h.value !== null,
            over: h.over === 1,
          }))
        : (reportsOf.get(key) ?? []).map(partOf);
    const period = stations.find((s) => s.id === Number(id))!.period;
    const expected = own.length > 0 ? Math.floor(86_400 / Math.max(3600, period)) : 1;
    days.push(
      rowOf(
        day,
        Number(id),
        Number(factor),
        own.length > 0 ? 1 : 2,
        parts,
        expected,
        (count) => count / expected >= 20 / 24,
      ),
    );
  }
  return { hours: hours.map(({ at: _at, ...row }) => row).sort(compare), days: days.sort(compare), findings };
}
