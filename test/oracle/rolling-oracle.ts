import type { Store } from '../../server/platform/store/mod.ts';
import { tickInstantOf } from '../../server/windows/mod.ts';

/** The windows' definition once more, in plain loops over the whole history: what the tests hold the SQL against. */
export interface TestStation {
  readonly id: number;
  readonly kind: number;
  readonly basis: number;
  readonly period: number;
  readonly x?: number;
  readonly y?: number;
  readonly county?: number;
  readonly township?: number;
  readonly isPublic?: number;
  readonly targetClass?: number;
  readonly factors?: readonly number[];
}
/** `time` seconds UTC, `value` millionths. */
export interface TestReading {
  readonly station: number;
  readonly factor: number;
  readonly statistic: number;
  readonly time: number;
  readonly value: number;
  readonly flag: string;
  readonly sequence: number;
}

const decimal = (micro: number): string => (micro / 1e6).toFixed(6);

export async function insertReadings(store: Store, readings: readonly TestReading[]): Promise<void> {
  await store.insert(
    'readings',
    ['station', 'factor', 'statistic', 'time', 'value', 'flag', 'first', 'last', 'received'],
    readings.map((r) => [
      r.station,
      r.factor,
      r.statistic,
      r.time,
      decimal(r.value),
      r.flag.charCodeAt(0),
      r.sequence,
      r.sequence,
      r.time * 1000,
    ]),
  );
}

export async function insertStations(store: Store, stations: readonly TestStation[]): Promise<void> {
  await store.insert(
    'stations',
    [
      'station',
      'device',
      'kind',
      'basis',
      'period',
      'x',
      'y',
      'county',
      'township',
      'is_public',
      'target_class',
      'factors',
      'version',
    ],
    stations.map((s) => [
      s.id,
      `D${s.id}`,
      s.kind,
      s.basis,
      s.period,
      s.x ?? 0,
      s.y ?? 0,
      s.county ?? 0,
      s.township ?? 0,
      s.isPublic ?? 0,
      s.targetClass ?? 0,
      s.factors ?? [],
      1,
    ]),
  );
}

/** Nearest integer to sum / count, half to even. */
export function meanOf(sum: bigint, count: bigint): bigint {
  const remainder = ((sum % count) + count) % count;
  const floor = (sum - remainder) / count;
  if (2n * remainder === count) return floor % 2n === 0n ? floor : floor + 1n;
  return 2n * remainder > count ? floor + 1n : floor;
}

/** The valid version of each (statistic, time): the identity whose smallest sequence is the largest. */
function validVersions(history: readonly TestReading[]): TestReading[] {
  const identities = new Map<string, TestReading>();
  for (const reading of history) {
    const identity = [
      reading.station,
      reading.factor,
      reading.statistic,
      reading.time,
      reading.value,
      reading.flag,
    ].join();
    const known = identities.get(identity);
    if (!known || reading.sequence < known.sequence) identities.set(identity, reading);
  }
  const valid = new Map<string, TestReading>();
  for (const reading of identities.values()) {
    const key = [reading.station, reading.factor, reading.statistic, reading.time].join();
    const known = valid.get(key);
    if (!known || reading.sequence > known.sequence) valid.set(key, reading);
  }
  return [...valid.values()];
}

const FOLDED = new Map([
  [1, 2],
  [10, 14],
  [20, 24],
]);

/** Rows of `rolling` for a moment, as the test reads them. No hour values. */
export function rollingOracle(
  stations: readonly TestStation[],
  history: readonly TestReading[],
  now: number,
): unknown[] {
  const { since } = tickInstantOf(now * 1000);
  const rows: Record<string, unknown>[] = [];
  const inWindow = validVersions(history).filter((r) => r.time >= since && r.time < now);
  for (const station of stations) {
    for (const factor of [...new Set(history.map((r) => r.factor))].sort((a, b) => a - b)) {
      for (const folded of [0, 1]) {
        const statistic = folded ? FOLDED.get(station.basis) : station.basis;
        const own = inWindow.filter(
          (r) => r.station === station.id && r.factor === factor && r.statistic === statistic,
        );
        if (own.length === 0) continue;
        const counted = own.filter((r) => r.flag === 'N' || r.flag === 'T');
        const sum = counted.reduce((total, r) => total + BigInt(r.value), 0n);
        const period =
          station.basis === 10
            ? Math.max(60, station.period)
            : station.basis === 20
              ? Math.max(3600, station.period)
              : station.period;
        const isEnough = counted.length > 0 && counted.length * period * 4 >= 3 * (now - since);
        const newest = own.reduce((a, b) => (b.time > a.time ? b : a));
        rows.push({
          station: station.id,
          factor,
          folded,
          sum1: String(sum),
          count1: counted.length,
          mean1: isEnough ? String(meanOf(sum, BigInt(counted.length))) : null,
          closed: 0,
          last_time: newest.time,
          last_value: String(newest.value),
          last_flag: newest.flag,
        });
      }
    }
  }
  return rows.sort(
    (a, b) =>
      Number(a['station']) - Number(b['station']) ||
      Number(a['factor']) - Number(b['factor']) ||
      Number(a['folded']) - Number(b['folded']),
  );
}
