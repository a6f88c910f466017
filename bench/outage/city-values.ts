import { generatePack } from '../../streams/demo-city/mod.ts';
import type { CityPack, Station } from '../../streams/contracts/pack.ts';
import { encodeFrame } from '../../streams/sources/hj212/mod.ts';
import { formatCivilTime } from '../../streams/contracts/civil-time.ts';
import type { Store } from '../../server/platform/store/mod.ts';
import { factorOfSystem } from '../../server/registry/mod.ts';

/**
 * What every device says at every minute, as a formula that SQL and JavaScript both know: tenths of the canonical unit.
 */
const DEFAULT = [200, 600] as const;
/** Factor id -> lowest value and span, tenths, within what is plausible for the factor. */
const RANGES = new Map<number, readonly [low: number, span: number]>([
  [3, [100, 900]],
  [6, [5, 30]],
  [20, [50, 250]],
  [21, [300, 500]],
  [22, [950, 100]],
  [23, [5, 80]],
  [24, [0, 3600]],
  [40, [65, 20]],
  [41, [50, 50]],
  [42, [100, 100]],
  [46, [1, 30]],
  [47, [1, 8]],
  [53, [1, 30]],
  [63, [1, 30]],
  [64, [50, 100]],
  [65, [80, 60]],
  [90, [450, 300]],
]);
const rangeOf = (factor: number): readonly [number, number] => RANGES.get(factor) ?? DEFAULT;

const tenths = (station: number, factor: number, time: number): number => {
  const [low, span] = rangeOf(factor);
  return low + ((station * 7919 + factor * 104_729 + Math.floor(time / 60) * 31) % span);
};
/** One value in a hundred comes from an analyser at fault. */
const isFaulty = (station: number, factor: number, time: number): boolean =>
  (station * 31 + factor * 17 + Math.floor(time / 60) * 13) % 97 === 0;

/** The demo city, or a share of its stations; canonical units everywhere, because the values are a formula in them. */
export function cityOf(share: number): CityPack {
  const whole = generatePack();
  return {
    ...whole,
    stations: whole.stations
      .filter(({ id }) => (id * 7919) % 1000 < share * 1000)
      .map(({ units: _units, ...station }) => station),
  };
}

/** Second of the period at which a device speaks. */
const phaseOf = ({ id, period }: Station): number => (id * 37) % period;
export const timesOf = (station: Station, from: number, until: number): number[] => {
  const first = Math.ceil((from - phaseOf(station)) / station.period);
  const times: number[] = [];
  for (let n = first; phaseOf(station) + n * station.period < until; n += 1)
    times.push(phaseOf(station) + n * station.period);
  return times;
};

/** The frame a device sends of one instant (seconds UTC). */
export function frameOf(station: Station, time: number, zone: string): Buffer {
  const at = formatCivilTime(time * 1000, zone);
  const items = station.factors.map((code) => {
    const factor = factorOfSystem(station.st, code)!.id;
    return (
      `${code}-Rtd=${(tenths(station.id, factor, time) / 10).toFixed(1)},${code}-Flag` +
      `=${isFaulty(station.id, factor, time) ? 'D' : 'N'}`
    );
  });
  return encodeFrame({
    qn: `${at}000`,
    st: station.st,
    cn: '2011',
    pw: '123456',
    mn: station.device,
    flag: 5,
    cp: [`DataTime=${at}`, ...items].join(';'),
  });
}

/**
 * The same into the store, for all stations but those of `without` (a county), as if ingest had written it long ago;
 * marks the hours.
 */
export async function fillReadings(
  store: Store,
  pack: CityPack,
  from: number,
  until: number,
  without: number | null,
  sequence: number,
): Promise<void> {
  const factors = [...new Set(pack.stations.flatMap((s) => s.factors.map((code) => factorOfSystem(s.st, code)!.id)))];
  const shape = `(SELECT station, period, factor FROM stations FINAL ARRAY JOIN factors AS factor
      WHERE retired = 0 AND county != {without:UInt32})`;
  const parameters = {
    from,
    until,
    sequence,
    without: without ?? 4_000_000_000,
    ids: factors,
    lows: factors.map((f) => rangeOf(f)[0]),
    spans: factors.map((f) => rangeOf(f)[1]),
  };
  await store.command(
    'write',
    `INSERT INTO readings (station, factor, statistic, time, value, flag, first, last, received)
    SELECT station, factor, 1 AS statistic, toDateTime(at, 'UTC') AS time,
      toDecimal64(low + (station * 7919 + factor * 104729 + intDiv(at, 60) * 31) % span, 6) / 10 AS value,
      if((station * 31 + factor * 17 + intDiv(at, 60) * 13) % 97 = 0, 68, 78) AS flag, {sequence:UInt64} + at AS
        first, first AS last, toDateTime64(at, 3, 'UTC') AS received
    FROM (
      SELECT toUInt64(station) AS station, toUInt64(factor) AS factor,
        transform(factor, {ids:Array(UInt16)}, {lows:Array(UInt64)}, toUInt64(0)) AS low, transform(factor,
          {ids:Array(UInt16)}, {spans:Array(UInt64)}, toUInt64(1)) AS span,
        arrayJoin(range(toUInt64(ceil(({from:UInt32} - (station * 37) % period) / period)),
          toUInt64(ceil(({until:UInt32} - (station * 37) % period) / period)))) AS n,
        (station * 37) % period + n * period AS at
      FROM ${shape})`,
    parameters,
  );
  await store.command(
    'write',
    `INSERT INTO touched SELECT 1 AS span, toDateTime(arrayJoin(range(toUInt32(intDiv({from:UInt32}, 3600) *
        3600), {until:UInt32}, 3600)), 'UTC') AS start,
    station, factor, {sequence:UInt64} AS head, 0 AS done, now() AS at FROM ${shape}`,
    { from, until, sequence, without: parameters.without },
  );
}
