import type { CityDescription, Relief, Watercourse } from '../../streams/contracts/pack.ts';
import { metricPlane } from '../../streams/contracts/projection.ts';
import type { Store } from '../platform/store/mod.ts';
import { readDevices } from './read-devices.ts';
import { readLimitSources } from './read-limit-sources.ts';
import { readLimits } from './read-limits.ts';
import { readRegions } from './read-regions.ts';
import { readStations } from './read-stations.ts';
import { readVersion } from './read-version.ts';
import { DEFAULT_MERIDIAN, type RegistrySnapshot } from './station.ts';

/** The whole registry as the store holds it. About 5,000 stations and 1,200 regions at city scale: some 20 ms. */
export async function readSnapshot(store: Store): Promise<RegistrySnapshot> {
  // The version is read first: a change that lands meanwhile makes the next check reload once more, never once too few.
  const version = await readVersion(store);
  const [description] = await store.rows<{ city: string; waters: string; relief: string }>(
    'history',
    'SELECT city, waters, relief FROM city_description FINAL WHERE id = 1',
  );
  const city: CityDescription | null = description ? JSON.parse(description.city) : null;
  const stations = await readStations(store);
  return Object.freeze({
    version,
    city,
    plane: metricPlane(city?.centralMeridian ?? DEFAULT_MERIDIAN),
    waters: description ? (JSON.parse(description.waters) as Watercourse[]) : [],
    relief: description ? (JSON.parse(description.relief) as Relief | null) : null,
    stations,
    devices: await readDevices(store, stations),
    regions: await readRegions(store),
    limits: await readLimits(store),
    limitSources: await readLimitSources(store),
  });
}
