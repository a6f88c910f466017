import type { Position, RegionLevel } from '../../streams/contracts/pack.ts';
import type { RegistryRegion } from './station.ts';

/** Even-odd rule on degrees: rings are small enough that a straight edge in degrees is one on the ground. */
function contains(ring: readonly Position[], [longitude, latitude]: Position): boolean {
  let inside = false;
  let [x2, y2] = ring.at(-1) ?? [0, 0];
  for (const [x1, y1] of ring) {
    if (y1 > latitude !== y2 > latitude && longitude < ((x2 - x1) * (latitude - y1)) / (y2 - y1) + x1) inside = !inside;
    [x2, y2] = [x1, y1];
  }
  return inside;
}

/** County, township and village that a position lies in; 0 where none. */
export function regionsOfPosition(
  regions: Iterable<RegistryRegion>,
  position: Position,
): { county: number; township: number; village: number } {
  const found: Partial<Record<RegionLevel, number>> = {};
  for (const region of regions) {
    if (found[region.level] === undefined && contains(region.ring, position)) found[region.level] = region.id;
  }
  return { county: found.county ?? 0, township: found.township ?? 0, village: found.village ?? 0 };
}
