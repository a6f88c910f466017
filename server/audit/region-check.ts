import { AQI_FACTORS, seriesKey } from '../../streams/contracts/factors.ts';
import { fromLiveTime, type PublishedRow } from '../../streams/live/mod.ts';
import { STATISTICS } from '../../streams/contracts/reading.ts';
import type { Registry, RegistryStation } from '../registry/mod.ts';
import { primaryMask, realTimeAqi, fixedPoint } from '../standards/mod.ts';
import { loadQuery, type Store } from '../platform/store/mod.ts';
import { halfEven } from './exact-mean.ts';
import type { Disagreement, Check } from './check.ts';
import { hourValue } from './period-value.ts';
import type { Published } from './published.ts';
import { readRaw, type Observation } from './raw-readings.ts';

const DUE = loadQuery('audit/due');
const HOURS = loadQuery('audit/region-hours');
/** The windows look at closed hours again every 15 s: what was computed less than this ago may not be shown yet, ms. */
const SETTLED_MS = 60_000;
const HOUR = 3600;
/** Regions per round; the city is always one of them. */
const REGIONS = 6;
type RegionRow = PublishedRow<'regions'>;
const meansOf = ({ pm25, pm10, o3, no2, so2, co }: RegionRow) => [pm25, pm10, o3, no2, so2, co];
const iaqisOf = ({ iaqiPm25, iaqiPm10, iaqiO3, iaqiNo2, iaqiSo2, iaqiCo }: RegionRow) => [
  iaqiPm25,
  iaqiPm10,
  iaqiO3,
  iaqiNo2,
  iaqiSo2,
  iaqiCo,
];

/** Stations on which a region's hour rests: national ones for the city and its counties, township stations for a township. */
function stationsOfRegion(registry: Registry, region: number): RegistryStation[] {
  const level = registry.regions().get(region)?.level;
  return [...registry.stations().values()].filter((station) =>
    level === 'township'
      ? station.kind === 'township' && station.township === region
      : station.kind === 'national' && (level === 'city' || station.county === region),
  );
}

/**
 * The closed hour of city, counties and townships as the screens show it: AQI, level, primary pollutants, six means and indices, from the
 * raw readings of their stations (HJ 633-2026 4.2.1, 4.2.3: concentrations first).
 */
export async function regionLook(
  store: Store,
  registry: Registry,
  published: Published,
  mostReadings: number,
  now: number,
  random: () => number,
  wanted: readonly string[],
): Promise<Check> {
  const shown = published.rows('regions').filter(({ hour }) => hour !== null);
  const chosen = new Map(
    shown
      .filter(({ key }) => registry.regions().get(key)?.level === 'city' || wanted.includes(String(key)))
      .map((row) => [row.key, row]),
  );
  for (let i = 0; i < REGIONS && chosen.size < REGIONS && shown.length > 0; i += 1) {
    const row = shown[Math.floor(random() * shown.length)]!;
    chosen.set(row.key, row);
  }
  const disagreements: Disagreement[] = [];
  const compared = new Set<string>();
  let postponed = 0;
  for (const [start, group] of byHour([...chosen.values()])) {
    const stations = [...new Set(group.flatMap(({ key }) => stationsOfRegion(registry, key).map(({ id }) => id)))];
    if (stations.length === 0) continue;
    const rows = await store.rows<{ station: number }>('history', DUE, {
      span: 1,
      start,
      end: start + HOUR,
      first: Math.min(...stations),
      last: Math.max(...stations),
    });
    const due = new Set(rows.map(({ station }) => station));
    const raw = await readRaw(store, {
      from: start,
      to: start,
      stations,
      factors: [...AQI_FACTORS],
      statistics: [STATISTICS.rtd, STATISTICS.minute, STATISTICS.hour],
      most: mostReadings,
    });
    const hours = await store.rows<{ station: number; factor: number; is_out: number; computed: string }>(
      'history',
      HOURS,
      { start, stations },
    );
    const moving = new Set(
      hours.filter(({ computed }) => Number(computed) > now - SETTLED_MS).map(({ station }) => station),
    );
    const out = new Set(
      hours.filter(({ is_out }) => is_out === 1).map(({ station, factor }) => seriesKey(station, factor)),
    );
    for (const row of group) {
      const own = stationsOfRegion(registry, row.key);
      if (raw === null || own.length === 0 || own.some(({ id }) => due.has(id) || moving.has(id))) {
        postponed += 1;
        continue;
      }
      compared.add(String(row.key));
      const found = oneRegion(row, start, own, raw, out);
      if (found !== null) disagreements.push(found);
    }
  }
  return {
    kind: 'region',
    checked: compared.size,
    postponed,
    disagreements,
    covers: (subject) => compared.has(subject),
  };
}

/** By start of the hour shown, seconds UTC. */
const byHour = (chosen: readonly RegionRow[]): Map<number, RegionRow[]> =>
  Map.groupBy(chosen, ({ hour }) => fromLiveTime(hour ?? 0) / 1000 - HOUR);

function oneRegion(
  row: RegionRow,
  start: number,
  stations: readonly RegistryStation[],
  raw: ReadonlyMap<number, readonly Observation[]>,
  out: ReadonlySet<number>,
): Disagreement | null {
  const reporting = new Set<number>();
  const means = AQI_FACTORS.map((factor) => {
    let sum = 0n,
      count = 0n;
    for (const station of stations) {
      const found = hourValue(factor, raw.get(seriesKey(station.id, factor)) ?? [], station);
      if (!found?.isValid || found.value === null || out.has(seriesKey(station.id, factor))) continue;
      sum += found.value;
      count += 1n;
      reporting.add(station.id);
    }
    return count === 0n ? null : Number(halfEven(sum, count));
  });
  const { aqi, iaqis, primary, level } = realTimeAqi(means, start * 1000);
  const expected = { aqi, level: level?.level ?? null, primary: primaryMask(primary) };
  const differing = (['aqi', 'level', 'primary'] as const).find((name) => expected[name] !== row[name]);
  const [shownMeans, shownIaqis] = [meansOf(row), iaqisOf(row)];
  const mean = means.findIndex((micro, i) => fixedPoint(micro, i === 5 ? 2 : 1) !== shownMeans[i]);
  const index = iaqis.findIndex((value, i) => value !== shownIaqis[i]);
  const field =
    differing !== undefined
      ? differing
      : mean >= 0
        ? `mean ${AQI_FACTORS[mean]}`
        : index >= 0
          ? `iaqi ${AQI_FACTORS[index]}`
          : reporting.size !== row.valid
            ? 'valid'
            : null;
  if (field === null) return null;
  const text = (
    six: readonly (number | null | undefined)[],
    quality: number | null | undefined,
    count: number | null | undefined,
  ): string => `AQI ${quality ?? '-'}; ${six.map((value) => value ?? '-').join(' ')}; ${count ?? 0}`;
  return {
    kind: 'region',
    subject: String(row.key),
    station: 0,
    factor: 0,
    start,
    field,
    shown: text(shownMeans, row.aqi, row.valid),
    recomputed: text(
      means.map((micro, i) => fixedPoint(micro, i === 5 ? 2 : 1)),
      aqi,
      reporting.size,
    ),
  };
}
