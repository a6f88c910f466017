import { AQI_FACTORS, seriesKey } from '../../streams/factors.ts';
import { fromLiveTime, type LiveRow } from '../../streams/live/topics.ts';
import { STATISTICS } from '../../streams/reading.ts';
import type { Registry, RegistryStation } from '../registry/mod.ts';
import { primaryMask, realTimeAqi } from '../standards/mod.ts';
import { loadQuery, type Store } from '../store/mod.ts';
import { fixedPoint } from '../windows/fixed-point.ts';
import { halfEven } from './exact-mean.ts';
import type { Disagreement, Look } from './look.ts';
import { hourValue } from './period-value.ts';
import type { Published } from './published.ts';
import { readRaw } from './raw-readings.ts';

const DUE = loadQuery('audit/due');
const HOUR = 3600;
/** Regions per round; the city is always one of them. */
const REGIONS = 6;
const [FIRST_MEAN, FIRST_IAQI, VALID] = [4, 10, 16];

/** Stations on which a region's hour rests: national ones for the city and its counties, township stations for a township. */
export function stationsOfRegion(registry: Registry, region: number): RegistryStation[] {
  const level = registry.regions().get(region)?.level;
  return [...registry.stations().values()].filter((station) =>
    level === 'township' ? station.kind === 'township' && station.township === region : station.kind === 'national' && (level === 'city' || station.county === region));
}

/**
 * The closed hour of city, counties and townships as the screens show it: AQI, level, primary pollutants, six means and indices, from the
 * raw readings of their stations (HJ 633-2026 4.2.1, 4.2.3: concentrations first).
 */
export async function regionLook(store: Store, registry: Registry, published: Published, mostReadings: number, random: () => number, wanted: readonly string[]): Promise<Look> {
  const rows = published.rows('regions');
  const shown = [...rows].filter(([, [hour]]) => typeof hour === 'number');
  const chosen = new Map(shown.filter(([region]) => registry.regions().get(region)?.level === 'city' || wanted.includes(String(region))));
  for (let i = 0; i < REGIONS && chosen.size < REGIONS && shown.length > 0; i += 1) {
    const [region, values] = shown[Math.floor(random() * shown.length)]!;
    chosen.set(region, values);
  }
  const disagreements: Disagreement[] = [];
  const compared = new Set<string>();
  let postponed = 0;
  for (const [region, values] of chosen) {
    const found = await oneRegion(store, registry, region, values, mostReadings);
    if (found === null) { postponed += 1; continue; }
    compared.add(String(region));
    if (found !== 'agrees') disagreements.push(found);
  }
  return { kind: 'region', checked: compared.size, postponed, disagreements, covers: (subject) => compared.has(subject) };
}

async function oneRegion(store: Store, registry: Registry, region: number, values: LiveRow['values'], most: number): Promise<Disagreement | 'agrees' | null> {
  const start = fromLiveTime(values[0]!) / 1000 - HOUR;
  const stations = stationsOfRegion(registry, region);
  if (stations.length === 0) return null;
  const ids = stations.map(({ id }) => id);
  const due = await store.rows<{ station: number }>('history', DUE, { span: 1, start, end: start + HOUR, first: Math.min(...ids), last: Math.max(...ids) });
  if (due.some(({ station }) => ids.includes(station))) return null;
  const raw = await readRaw(store, { from: start, to: start, stations: ids, factors: [...AQI_FACTORS], statistics: [STATISTICS.rtd, STATISTICS.minute, STATISTICS.hour], most });
  if (raw === null) return null;
  const reporting = new Set<number>();
  const means = AQI_FACTORS.map((factor) => {
    let sum = 0n, count = 0n;
    for (const station of stations) {
      const found = hourValue(factor, raw.get(seriesKey(station.id, factor)) ?? [], station);
      if (!found?.isValid || found.value === null) continue;
      sum += found.value;
      count += 1n;
      reporting.add(station.id);
    }
    return count === 0n ? null : Number(halfEven(sum, count));
  });
  const { aqi, iaqis, primary, level } = realTimeAqi(means, start * 1000);
  const expected = [aqi, level?.level ?? null, primaryMask(primary)];
  const names = ['aqi', 'level', 'primary'];
  const differing = expected.findIndex((value, i) => value !== (values[i + 1] ?? null));
  const mean = means.findIndex((micro, i) => fixedPoint(micro, i === 5 ? 2 : 1) !== (values[FIRST_MEAN + i] ?? null));
  const index = iaqis.findIndex((value, i) => value !== (values[FIRST_IAQI + i] ?? null));
  const field = differing >= 0 ? names[differing]! : mean >= 0 ? `mean ${AQI_FACTORS[mean]}` : index >= 0 ? `iaqi ${AQI_FACTORS[index]}` : reporting.size !== values[VALID] ? 'valid' : null;
  if (field === null) return 'agrees';
  const text = (six: readonly (number | null | undefined)[], quality: number | null | undefined, count: number | null | undefined): string => `AQI ${quality ?? '-'}; ${six.map((value) => value ?? '-').join(' ')}; ${count ?? 0}`;
  return {
    kind: 'region', subject: String(region), station: 0, factor: 0, start, field,
    shown: text(values.slice(FIRST_MEAN, FIRST_MEAN + 6), values[1], values[VALID]),
    recomputed: text(means.map((micro, i) => fixedPoint(micro, i === 5 ? 2 : 1)), aqi, reporting.size),
  };
}
