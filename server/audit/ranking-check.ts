import { airLimit, OUTLET_STANDARDS, OXYGEN_GUARD, WATER_ITEMS } from '../standards/mod.ts';
import { STATISTICS } from '../../streams/contracts/reading.ts';
import type { Registry, RegistryStation } from '../registry/mod.ts';
import type { Exceedance } from '../../streams/contracts/exceedance.ts';
import { halfEven } from './exact-mean.ts';
import type { Disagreement, Check } from './check.ts';
import { decimalText, hourValue } from './period-value.ts';
import { readRaw, type Observation } from './raw-readings.ts';
import { nameOf, type SeriesAtTick, type TickSource } from './series-at-tick.ts';
import { takesPart, validSamples } from './valid-samples.ts';

const HOUR = 3600;
/** 21 % of oxygen in air, millionths of a percent; what is folded to the reference oxygen (GB 13271-2014 5.2); the factor of oxygen. */
const AIR_OXYGEN = 21_000_000n;
const FOLDED_FACTORS: readonly number[] = [66, 67, 69, 70];
const OXYGEN = 65;
const INSTANT = 2,
  CLOSED = 3,
  DAY = 4;

type Verdict = 'agrees' | 'postponed' | { readonly field: string; readonly recomputed: string };

/**
 * Rows of the exceedance ranking as they were shown: the value from its readings, the limit from the register or the standard's
 * table, multiple and rank from these.
 * @param turn rows of water sections, closed hours and days, whose readings lie further back, take turns, a statement each: `most` of them from the
 * `from`th on; those that are wanted are looked at every time
 */
export async function rankingLook(
  source: TickSource,
  series: ReadonlyMap<string, SeriesAtTick>,
  exceedances: readonly Exceedance[],
  at: number,
  turn: { readonly from: number; readonly most: number; readonly wanted: ReadonlySet<string> },
): Promise<Check> {
  const disagreements: Disagreement[] = [];
  const compared = new Set<string>();
  const followed = new Set([...series.values()].map(({ station }) => station));
  const isFar = (row: Exceedance): boolean =>
    row.window === CLOSED || row.window === DAY || source.registry.station(row.station)?.kind === 'water';
  const far = exceedances.filter((row) => isFar(row));
  const taken = new Set([
    ...far.filter((row) => turn.wanted.has(nameOf(row.station, row.factor, false))),
    ...Array.from({ length: Math.min(turn.most, far.length) }, (_, i) => far[(turn.from + i) % far.length]!),
  ]);
  const rows = exceedances.filter((row) => (isFar(row) ? taken.has(row) : followed.has(row.station)));
  let postponed = 0;
  const above = rankOf(exceedances);
  for (const row of rows) {
    const place = source.registry.station(row.station);
    if (place === undefined || isRuledElsewhere(place, row, source.registry, at)) {
      postponed += 1;
      continue;
    }
    const value = isFar(row) ? await farValue(source, row, at) : nearValue(series, row, place);
    const verdict = value !== 'agrees' ? value : formOf(source.registry, row, above.get(row.multipleHundredths)!, at);
    if (verdict === 'postponed') {
      postponed += 1;
      continue;
    }
    const subject = nameOf(row.station, row.factor, false);
    compared.add(subject);
    if (verdict === 'agrees') continue;
    disagreements.push({
      kind: 'ranking',
      subject,
      station: row.station,
      factor: row.factor,
      start: Math.floor(at / 1000),
      field: verdict.field,
      shown: `${decimalText(BigInt(row.value))} / ${decimalText(BigInt(row.limit))} = ${row.multipleHundredths / 100}, ${row.rank}`,
      recomputed: verdict.recomputed,
    });
  }
  return {
    kind: 'ranking',
    checked: compared.size,
    postponed,
    disagreements,
    covers: (subject) => compared.has(subject),
  };
}

/** Multiple -> rank: one more than the rows with a larger one. */
function rankOf(exceedances: readonly Exceedance[]): Map<number, number> {
  const sorted = exceedances.map(({ multipleHundredths }) => multipleHundredths).sort((a, b) => b - a);
  const ranks = new Map<number, number>();
  sorted.forEach((multiple, i) => {
    if (!ranks.has(multiple)) ranks.set(multiple, i + 1);
  });
  return ranks;
}

/** Days of outlets are weighted and folded, sites have local rules of other windows: judged once a minute by questions of their own, not recomputed here. */
function isRuledElsewhere(place: RegistryStation, row: Exceedance, registry: Registry, at: number): boolean {
  if (place.kind === 'enterprise') return row.window === DAY || (row.window === CLOSED && place.gas !== null);
  return (place.kind === 'site_dust' || place.kind === 'road_dust') && !limitsOf(registry, row, at).includes(row.limit);
}

function nearValue(series: ReadonlyMap<string, SeriesAtTick>, row: Exceedance, place: RegistryStation): Verdict {
  const plain = series.get(nameOf(row.station, row.factor, false));
  const folded = series.get(nameOf(row.station, row.factor, true));
  // Stacks are judged on the folded value where they send it.
  const judged = folded?.shown?.mean ? folded : plain;
  if (judged === undefined) return { field: 'unsupported', recomputed: '-' };
  if (judged.values === null) return 'postponed';
  if (place.gas !== null && judged === plain && row.window !== INSTANT && FOLDED_FACTORS.includes(row.factor))
    return foldedValue(judged, series.get(nameOf(row.station, OXYGEN, false)), place.gas.referenceOxygen, row);
  const values = judged.agreed ? [judged.agreed] : judged.values;
  const found = values.map((value) =>
    row.window === INSTANT
      ? value.lastLetter === 78 || value.lastLetter === 84
        ? value.lastMicro
        : null
      : value.mean === null
        ? null
        : Number(value.mean),
  );
  if (found.includes(row.value)) return 'agrees';
  const [newest = null] = found;
  return { field: 'value', recomputed: newest === null ? '-' : decimalText(BigInt(newest)) };
}

/** The measured hour folded by the oxygen's, where the device sends no folded values. Either hour may be one of those that the tick may have seen. */
function foldedValue(
  measured: SeriesAtTick,
  oxygen: SeriesAtTick | undefined,
  reference: number,
  row: Exceedance,
): Verdict {
  const of = (series: SeriesAtTick): readonly (bigint | null)[] =>
    (series.agreed ? [series.agreed] : (series.values ?? [])).map(({ mean }) => mean);
  // The closed hour stands in for too few samples of the one or the other: checked as an hour.
  if (
    oxygen === undefined ||
    oxygen.values === null ||
    oxygen.shown?.is_closed === 1 ||
    measured.shown?.is_closed === 1
  )
    return 'postponed';
  const share = AIR_OXYGEN - BigInt(Math.round(reference * 1e6));
  const found = of(measured).flatMap((mean) =>
    of(oxygen).map((percent) => {
      if (mean === null || percent === null || percent >= BigInt(OXYGEN_GUARD)) return null;
      const left = AIR_OXYGEN - percent;
      return halfEven(mean * share, left > 0n ? left : 1n);
    }),
  );
  if (found.includes(BigInt(row.value))) return 'agrees';
  return { field: 'value', recomputed: found[0] === null || found[0] === undefined ? '-' : decimalText(found[0]) };
}

async function farValue({ store, registry, mostReadings }: TickSource, row: Exceedance, at: number): Promise<Verdict> {
  const place = registry.station(row.station);
  if (place === undefined) return 'postponed';
  const ended = Math.floor(row.time / 1000);
  const read = async (from: number, to: number): Promise<Observation[] | null> =>
    (
      await readRaw(store, {
        from,
        to,
        stations: [row.station],
        factors: [row.factor],
        statistics: [STATISTICS.rtd, STATISTICS.minute, STATISTICS.hour],
        most: mostReadings,
      })
    )?.get(row.station * 4096 + row.factor) ?? null;
  const told = (micro: bigint | null): Verdict =>
    micro === BigInt(row.value) ? 'agrees' : { field: 'value', recomputed: micro === null ? '-' : decimalText(micro) };
  if (row.window === INSTANT) {
    const hour = Math.floor(ended / HOUR) * HOUR;
    const sample = validSamples(
      ((await read(hour, hour)) ?? []).filter(({ statistic }) => statistic === place.basis),
    ).find(({ time }) => time === ended);
    return told(sample && takesPart(sample) ? BigInt(sample.micro) : null);
  }
  if (row.window === CLOSED) {
    const hour = ended - HOUR;
    const found = hourValue(row.factor, (await read(hour, hour)) ?? [], place);
    return told(found?.isValid ? found.value : null);
  }
  return dayMean(
    place,
    row,
    await read(Math.floor(at / 1000 / HOUR) * HOUR - 23 * HOUR, Math.floor(at / 1000 / HOUR) * HOUR),
    at,
  );
}

/** Rolling 24 h: the valid ones of 23 closed hours, and the open hour from 45 minutes on. The open hour moves while one looks, so either is right. */
function dayMean(
  place: Parameters<typeof hourValue>[2],
  row: Exceedance,
  said: Observation[] | null,
  at: number,
): Verdict {
  if (said === null) return 'postponed';
  const open = Math.floor(at / 1000 / HOUR) * HOUR;
  let sum = 0n,
    count = 0n;
  for (let hour = open - 23 * HOUR; hour < open; hour += HOUR) {
    const found = hourValue(
      row.factor,
      said.filter(({ time }) => time >= hour && time < hour + HOUR),
      place,
    );
    if (found?.isValid && found.value !== null) {
      sum += found.value;
      count += 1n;
    }
  }
  const now = said.filter(({ time }) => time >= open);
  if (now.length === 0 || at / 1000 - open < 40 * 60)
    return count < 20n
      ? 'postponed'
      : BigInt(row.value) === halfEven(sum, count)
        ? 'agrees'
        : { field: 'value', recomputed: decimalText(halfEven(sum, count)) };
  return 'postponed';
}

function formOf(registry: Registry, row: Exceedance, rank: number, at: number): Verdict {
  const limits = limitsOf(registry, row, at);
  if (limits.length > 0 && !limits.includes(row.limit))
    return { field: 'limit', recomputed: limits.map((limit) => decimalText(BigInt(limit))).join(' or ') };
  const hundredths = Number(halfEven(BigInt(row.value - row.limit) * 100n, BigInt(row.limit)));
  if (hundredths !== row.multipleHundredths) return { field: 'multiple', recomputed: String(hundredths / 100) };
  return rank === row.rank ? 'agrees' : { field: 'rank', recomputed: String(rank) };
}

/**
 * Limits that may bind, millionths: of the station's own the newest in force, the national ones. By what was in force when the period
 * judged began, which lies at most a day back; on the day a limit changes either one is right here.
 */
function limitsOf(registry: Registry, { station, factor, window }: Exceedance, at: number): number[] {
  const place = registry.station(station);
  if (place === undefined) return [];
  if (place.kind === 'water') {
    const target = place.targetClass === 0 ? 3 : place.targetClass;
    return WATER_ITEMS.filter((item) => item.factor === factor)
      .map(({ limits }) => limits[target - 1]!)
      .filter((limit) => limit !== undefined);
  }
  const statistic = window === DAY ? STATISTICS.day : window === INSTANT ? STATISTICS.rtd : STATISTICS.hour;
  return [at, at - 24 * HOUR * 1000].flatMap((when) => {
    const [own] = registry
      .limits(station)
      .filter((limit) => limit.factor === factor && limit.statistic === statistic && limit.effectiveFrom <= when)
      .sort((a, b) => b.effectiveFrom - a.effectiveFrom);
    const national = place.kind === 'national' ? airLimit(factor, window === DAY ? 'day' : 'hour', when) : undefined;
    const standards = OUTLET_STANDARDS.filter(
      ({ name, effectiveFrom }) => place.standards.includes(name) && effectiveFrom <= when,
    )
      .flatMap(({ limits }) => limits)
      .filter((limit) => limit.factor === factor && (window === DAY ? limit.averaging === 'day' : true));
    return [...(own ? [own, ...standards] : standards)]
      .flatMap(({ value, cold }) => (cold ? [value, cold] : [value]))
      .concat(national ? [Math.round(Number(national.classTwo) * 1e6)] : []);
  });
}
