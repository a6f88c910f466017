import type { PublishedRow } from '../../streams/live/mod.ts';
import type { Registry } from '../registry/mod.ts';
import { fixedPoint, liveTime } from '../standards/mod.ts';
import { levelOf, sixIndices, sixOf } from './air-question.ts';
import type { RegionAir } from './region-question.ts';
import type { RegionStanding } from './standing.ts';

/**
 * Air stations by the region that they count for: national ones for city and county, township ones for their township.
 */
function stationsByRegion(registry: Registry): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  const city = cityOf(registry);
  const count = (region: number): void => {
    counts.set(region, (counts.get(region) ?? 0) + 1);
  };
  for (const { kind, county, township } of registry.stations().values()) {
    if (kind === 'national') {
      count(city);
      count(county);
    }
    if (kind === 'township') count(township);
  }
  return counts;
}

/** Region id of the city; 1 where no city is described. */
export const cityOf = (registry: Registry): number =>
  [...registry.regions().values()].find(({ level }) => level === 'city')?.id ?? 1;

/** Rows of topic `regions`: one for the city and for every county and township, also where nothing is known. */
export function regionRows(
  registry: Registry,
  now: readonly RegionAir[],
  hours: readonly RegionAir[],
  standing: ReadonlyMap<number, RegionStanding>,
): PublishedRow<'regions'>[] {
  const stations = stationsByRegion(registry);
  const present = new Map(now.map((row) => [row.region, row]));
  const closed = new Map(hours.map((row) => [row.region, row]));
  return [...registry.regions().values()]
    .filter(({ level }) => level !== 'village')
    .map(({ id }) => {
      const hour = closed.get(id);
      const at = present.get(id);
      const own = standing.get(id);
      return {
        key: id,
        hour: liveTime(hour?.time),
        aqi: hour?.aqi ?? null,
        level: levelOf(hour),
        primary: hour?.primary ?? null,
        ...sixOf(hour),
        ...sixIndices(hour),
        valid: hour?.reporting ?? 0,
        total: stations.get(id) ?? 0,
        nowAqi: at?.aqi ?? null,
        nowLevel: levelOf(at),
        nowPrimary: at?.primary ?? null,
        nowPm25: at?.has_mean[0] ? fixedPoint(at.means[0], 1) : null,
        time: liveTime(at?.time),
        rank: own?.rank ?? null,
        move: own?.move ?? null,
        index: own?.indexThousandths ?? null,
        goodDays: own?.goodDays ?? null,
        days: own?.days ?? null,
      };
    });
}
