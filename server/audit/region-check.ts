import { AQI_FACTORS, seriesKey } from '../../streams/contracts/factors.ts';
import { STATISTICS } from '../../streams/contracts/reading.ts';
import { fromLiveTime, type PublishedRow } from '../../streams/live/mod.ts';
import { loadQuery, type Store } from '../platform/store/mod.ts';
import { isStationOfRegion } from '../recompute/mod.ts';
import type { Registry, RegistryStation } from '../registry/mod.ts';
import type { Check, Disagreement } from './check.ts';
import type { Published } from './published.ts';
import { readRaw } from './raw-readings.ts';
import { regionDisagreement, type RegionHour } from './region-difference.ts';

const DUE = loadQuery('audit/due');
const HOURS = loadQuery('audit/region-hours');
/** The windows read closed hours again every 15 s: what was computed less than this ago may not be shown yet, ms. */
const SETTLED_MS = 60_000;
const HOUR = 3600;
const HOUR_STATISTICS = [STATISTICS.rtd, STATISTICS.minute, STATISTICS.hour];
/** Regions per round; the city is always one of them. */
const REGIONS = 6;

type ShownRegion = PublishedRow<'regions'>;

export interface RegionCheckOptions {
  readonly store: Store;
  readonly registry: Registry;
  readonly published: Published;
  readonly mostReadings: number;
  /** ms UTC. */
  readonly now: number;
  /** [0, 1). */
  readonly random: () => number;
  /** Regions that wait for another check, by id as text. */
  readonly wanted: readonly string[];
}

/**
 * The closed hour of city, counties and townships as the screens show it: AQI, level, primary pollutants, six means
 * and indices, from the raw readings of their stations (HJ 633-2026 4.2.1, 4.2.3: concentrations first).
 */
export async function checkRegions(options: RegionCheckOptions): Promise<Check> {
  const disagreements: Disagreement[] = [];
  const compared = new Set<string>();
  let postponed = 0;
  for (const [start, regions] of Map.groupBy(chosenRegions(options), startOf)) {
    const own = new Map(regions.map(({ key }) => [key, stationsOf(options.registry, key)]));
    const ids = [...new Set([...own.values()].flatMap((stations) => stations.map(({ id }) => id)))];
    if (ids.length === 0) continue;
    const hour = await readHour(options, start, ids);
    for (const row of regions) {
      const stations = own.get(row.key) ?? [];
      if (hour === null || stations.length === 0 || stations.some(({ id }) => hour.moving.has(id))) {
        postponed += 1;
        continue;
      }
      compared.add(String(row.key));
      const found = regionDisagreement(row, stations, hour);
      if (found !== null) disagreements.push(found);
    }
  }
  const covers = (subject: string): boolean => compared.has(subject);
  return { kind: 'region', checked: compared.size, postponed, disagreements, covers };
}

/** The city, regions that wait for another check, and some at random: of those that show an hour. */
function chosenRegions({ registry, published, random, wanted }: RegionCheckOptions): ShownRegion[] {
  const shown = published.rows('regions').filter(({ hour }) => hour !== null);
  const isAsked = ({ key }: ShownRegion): boolean =>
    registry.regions().get(key)?.level === 'city' || wanted.includes(String(key));
  const chosen = new Map(shown.filter(isAsked).map((row) => [row.key, row]));
  for (let i = 0; i < REGIONS && chosen.size < REGIONS; i += 1) {
    const one = shown[Math.floor(random() * shown.length)];
    if (one !== undefined) chosen.set(one.key, one);
  }
  return [...chosen.values()];
}

/** Start of the hour a region shows, seconds UTC. */
const startOf = ({ hour }: ShownRegion): number => fromLiveTime(hour ?? 0) / 1000 - HOUR;

/** Stations on which a region's hour rests. */
function stationsOf(registry: Registry, id: number): RegistryStation[] {
  const region = registry.regions().get(id);
  if (region === undefined) return [];
  return [...registry.stations().values()].filter((station) => isStationOfRegion(region, station));
}

/** What is known of an hour of stations; `moving`: still to be computed or just computed. `null`: too many readings. */
async function readHour(
  { store, mostReadings, now }: RegionCheckOptions,
  start: number,
  stations: readonly number[],
): Promise<(RegionHour & { readonly moving: ReadonlySet<number> }) | null> {
  const range = { first: Math.min(...stations), last: Math.max(...stations) };
  const due = await store.rows<{ station: number }>('history', DUE, { span: 1, start, end: start + HOUR, ...range });
  const raw = await readRaw(store, {
    from: start,
    to: start,
    stations,
    factors: [...AQI_FACTORS],
    statistics: HOUR_STATISTICS,
    most: mostReadings,
  });
  const hours = await store.rows<{ station: number; factor: number; is_out: number; computed: string }>(
    'history',
    HOURS,
    { start, stations },
  );
  const unsettled = hours.filter(({ computed }) => Number(computed) > now - SETTLED_MS);
  const out = hours.filter(({ is_out }) => is_out === 1);
  return raw === null
    ? null
    : {
        start,
        raw,
        out: new Set(out.map(({ station, factor }) => seriesKey(station, factor))),
        moving: new Set([...due, ...unsettled].map(({ station }) => station)),
      };
}
