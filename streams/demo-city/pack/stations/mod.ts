import type { Region, Station, StationKind, Watercourse } from '../../../contracts/pack.ts';
import { STATION_KINDS } from '../../../contracts/pack.ts';
import { toPlane } from '../../plane.ts';
import { mix, random } from '../../random.ts';
import type { Outline } from '../outline.ts';
import { places } from '../places.ts';
import { nationalStations, townshipStations } from './air.ts';
import type { Draft, Ground } from './draft.ts';
import { roadDustStations, siteDustStations } from './dust.ts';
import { enterpriseStations } from './enterprises.ts';
import { powerStations } from './power.ts';
import { waterStations } from './water.ts';

/** How many of each kind stand in the city at scale 1, in the order of their ids. */
export const STATION_COUNTS: Readonly<Record<StationKind, number>> = Object.freeze({
  national: 21,
  township: 152,
  road_dust: 56,
  site_dust: 1000,
  water: 30,
  enterprise: 800,
  power: 3000,
});
const KINDS = Object.keys(STATION_COUNTS) as StationKind[];
export const STATIONS_PER_ROUND = KINDS.reduce((sum, kind) => sum + STATION_COUNTS[kind], 0);

/** 24 hexadecimal digits: city, kind, id and a hash, so that it is unique and stable. */
function deviceId(seed: number, kind: StationKind, id: number): string {
  const hex = (value: number, width: number): string =>
    value.toString(16).toUpperCase().padStart(width, '0').slice(-width);
  const random = `${hex(mix(seed ^ id), 8)}${hex(mix(mix(seed) ^ (id * 31)), 4)}`;
  return `3799${hex(STATION_KINDS[kind], 2)}${hex(id, 6)}${random}`;
}

/**
 * All stations. A scale of 2.5 is two whole cities on the same ground and half of a third; ids of a round never
 * depend on the scale.
 */
export function generateStations(
  seed: number,
  scale: number,
  regions: readonly Region[],
  waters: readonly Watercourse[],
  outline: Outline,
): Station[] {
  const finder = places(regions);
  const townships = new Map(finder.townships.map((region) => [region.names.zh, region]));
  const taken = new Set<string>();
  const stations: Station[] = [];
  for (let round = 0; round < Math.ceil(scale); round += 1) {
    const ground: Ground = {
      seed,
      round,
      places: finder,
      taken,
      draw: random(seed, `stations ${round}`),
      township: (zh) => {
        const region = townships.get(zh);
        if (!region) throw new RangeError(`no township ${zh}`);
        return { id: region.id, centre: toPlane(region.centre) };
      },
    };
    const enterprises = enterpriseStations({ ...ground, draw: random(seed, `enterprises ${round}`) });
    const drafts: Record<StationKind, readonly Draft[]> = {
      national: nationalStations(ground),
      township: townshipStations(ground),
      road_dust: roadDustStations(ground),
      site_dust: siteDustStations({ ...ground, draw: random(seed, `sites ${round}`) }),
      water: waterStations(ground, waters, outline),
      enterprise: enterprises,
      power: powerStations({ ...ground, draw: random(seed, `power ${round}`) }, enterprises),
    };
    const first = {} as Record<StationKind, number>;
    let id = round * STATIONS_PER_ROUND + 1;
    for (const kind of KINDS) {
      first[kind] = id;
      id += STATION_COUNTS[kind];
    }
    const share = Math.min(1, scale - round);
    const kept = (kind: StationKind): number => Math.round(STATION_COUNTS[kind] * share);
    for (const kind of KINDS) {
      drafts[kind].slice(0, kept(kind)).forEach(({ at, enterpriseIndex, ...rest }, i) => {
        const own = first[kind] + i;
        const linked =
          enterpriseIndex !== undefined && enterpriseIndex < kept('enterprise')
            ? { enterprise: first.enterprise + enterpriseIndex }
            : {};
        stations.push({
          id: own,
          device: deviceId(seed, kind, own),
          ...rest,
          county: finder.countyOf(at).id,
          township: finder.townshipOf(at).id,
          village: at.id,
          ...linked,
        });
      });
    }
  }
  return stations;
}
