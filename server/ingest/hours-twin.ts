import { DateTime } from 'luxon';

/** What a device said, in the order in which it arrived. */
export interface Said {
  readonly station: number;
  readonly factor: number;
  readonly statistic: number;
  /** Seconds UTC. */
  readonly time: number;
  readonly micro: number;
  readonly flag: string;
}

export interface TwinStation { readonly id: number; readonly basis: number; readonly period: number }

export interface TwinRow {
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
 * Energy of a sound level, 10^(L/10) in thousandths to the nearest whole: exact, on integers. Of k tenths of a dB it is the n whose
 * hundredth power lies nearest to 10^(k + 300) (of hundredths: thousandth power, 10^(k + 3000)), so that no rounding of an
 * exponential decides.
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

/** Mean of sound levels by energy, hundredths of a dB; all in millionths. */
export function levelOf(values: readonly bigint[]): bigint {
  const energy = values.reduce((sum, micro) => sum + energyOf(micro), 0);
  return BigInt(Math.round(10 * Math.log10(energy / 1e3 / values.length) * 100)) * 10_000n;
}

interface Part { readonly micro: bigint; readonly counts: boolean; readonly over: boolean }

function rowOf(start: string, station: number, factor: number, origin: number, parts: readonly Part[], expected: number, isValid: (count: number) => boolean): TwinRow {
  const values = parts.filter((part) => part.counts).map((part) => part.micro);
  const sorted = [...values].sort((a, b) => (a < b ? -1 : 1));
  const special = factor === DIRECTION ? directionOf : factor === LEVEL ? levelOf : null;
  const mean = values.length === 0 ? null : (special ?? meanOf)(values);
  const sum = special ? (mean ?? 0n) * BigInt(values.length) : values.reduce((a, b) => a + b, 0n);
  return {
    start, station, factor, value: mean === null ? null : decimal(mean), sum: decimal(sum), count: values.length, expected, valid: Number(isValid(values.length)),
    low: values.length === 0 ? null : decimal(sorted[0]!), high: values.length === 0 ? null : decimal(sorted.at(-1)!),
    over: Number(parts.some((part) => part.counts && part.over)), origin,
  };
}

/** The version that holds: a value counts from when it was first said; saying it again later moves nothing. */
function validVersions(history: readonly Said[]): Said[] {
  const firstSaid = new Map<string, { said: Said; at: number }>();
  history.forEach((said, at) => {
    const key = JSON.stringify([said.station, said.factor, said.statistic, said.time, said.micro, said.flag]);
    if (!firstSaid.has(key)) firstSaid.set(key, { said, at });
  });
  const latest = new Map<string, { said: Said; at: number }>();
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
const partOf = (said: Said): Part => ({ micro: BigInt(said.micro), counts: said.flag === 'N' || said.flag === 'T', over: said.flag === 'T' });
const compare = (a: TwinRow, b: TwinRow): number => (a.start < b.start ? -1 : a.start > b.start ? 1 : a.station - b.station || a.factor - b.factor);

/**
 * Hours and days from scratch, the plain way, in JavaScript: what the jobs must arrive at whatever the order of arrival.
 * @param until hours and days must have ended by this second UTC
 */
export function twinOf(stations: readonly TwinStation[], history: readonly Said[], zone: string, until: { hour: number; day: number }): { hours: TwinRow[]; days: TwinRow[] } {
  const valid = validVersions(history);
  const hours: (TwinRow & { at: number })[] = [];
  for (const said of groupBy(valid.filter((v) => v.statistic !== 30), (v) => `${Math.floor(v.time / 3600)} ${v.station} ${v.factor}`).values()) {
    const { station: id, factor, time } = said[0]!;
    const hour = Math.floor(time / 3600) * 3600;
    const station = stations.find((s) => s.id === id)!;
    const own = station.basis === 20 ? [] : said.filter((v) => v.statistic === station.basis);
    const parts = own.length > 0 ? own : said.filter((v) => v.statistic === 20);
    if (parts.length === 0 || hour + 3600 > until.hour) continue;
    const origin = own.length > 0 ? 1 : 2;
    const expected = origin === 2 ? 1 : Math.max(1, Math.floor(3600 / station.period));
    const start = new Date(hour * 1000).toISOString().slice(0, 19).replace('T', ' ');
    hours.push({ ...rowOf(start, id, factor, origin, parts.map(partOf), expected, (count) => count >= expected * 0.75), at: hour });
  }
  const civilDay = (instant: number): string => DateTime.fromSeconds(instant, { zone }).toISODate()!;
  const days: TwinRow[] = [];
  const reported = valid.filter((v) => v.statistic === 30);
  const dayKey = (instant: number, station: number, factor: number): string => `${civilDay(instant)} ${station} ${factor}`;
  const hoursOf = groupBy(hours, (h) => dayKey(h.at, h.station, h.factor));
  const reportsOf = groupBy(reported, (r) => dayKey(r.time, r.station, r.factor));
  for (const key of new Set([...hoursOf.keys(), ...reportsOf.keys()])) {
    const [day = '', id, factor] = key.split(' ');
    if (DateTime.fromISO(day, { zone }).plus({ days: 1 }).toSeconds() > until.day) continue;
    const own = hoursOf.get(key) ?? [];
    const parts: Part[] = own.length > 0
      ? own.map((h) => ({ micro: h.value === null ? 0n : BigInt(Math.round(Number(h.value) * 1e6)), counts: h.valid === 1 && h.value !== null, over: h.over === 1 }))
      : (reportsOf.get(key) ?? []).map(partOf);
    const period = stations.find((s) => s.id === Number(id))!.period;
    const expected = own.length > 0 ? Math.floor(86_400 / Math.max(3600, period)) : 1;
    days.push(rowOf(day, Number(id), Number(factor), own.length > 0 ? 1 : 2, parts, expected, (count) => count / expected >= 20 / 24));
  }
  return { hours: hours.map(({ at: _at, ...row }) => row).sort(compare), days: days.sort(compare) };
}
