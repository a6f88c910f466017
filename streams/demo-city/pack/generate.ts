import type { CityPack } from '../../contracts/pack.ts';
import { CENTRE } from '../plane.ts';
import { CITY_NAMES } from './counties.ts';
import { outline } from './outline.ts';
import { generateRegions } from './regions.ts';
import { generateRelief } from './relief.ts';
import { generateWaters } from './rivers.ts';
import { generateStations } from './stations/mod.ts';

/** The seed of the demo city everybody sees. */
export const DEMO_SEED = 20_261_122;

/**
 * The made-up prefecture Yunzhou 云州: regions, waters, terrain and stations, the same for the same seed.
 * @param scale multiplies the stations, 0.01 to 100; the ground stays the same
 * @throws RangeError on a scale outside that range
 */
export function generatePack(seed: number = DEMO_SEED, scale = 1): CityPack {
  if (!(scale >= 0.01 && scale <= 100)) throw new RangeError(`scale ${scale} is not between 0.01 and 100`);
  const border = outline(seed);
  const regions = generateRegions(seed, border);
  const waters = generateWaters(seed);
  const ring = regions[0]?.ring ?? [];
  const [xs, ys] = [ring.map((p) => p[0]), ring.map((p) => p[1])];
  return {
    city: {
      id: 'yunzhou',
      names: CITY_NAMES,
      centreNames: { zh: '生态环境指挥中心', en: 'Ecology and Environment Command Centre' },
      timezone: 'Asia/Shanghai',
      centre: CENTRE,
      bounds: [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)],
      centralMeridian: 117,
      synthetic: true,
    },
    regions,
    waters,
    stations: generateStations(seed, scale, regions, waters, border),
    relief: generateRelief(seed, waters),
  };
}
