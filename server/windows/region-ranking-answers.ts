import { DateTime } from 'luxon';
import { DEFAULT_ZONE } from '../../streams/contracts/civil-time.ts';
import type { Store } from '../platform/store/mod.ts';
import type { Registry } from '../registry/mod.ts';
import { standingsOf, type RegionStanding } from './standing.ts';

/**
 * The regions' ranking of the month, on lane history.
 * @param nowMs ms UTC @param variant of the composite index; without one, that in force on the first day of the month
 */
export function askRegionRanking(
  store: Store,
  registry: Registry,
  nowMs: number,
  variant: 'A' | 'B' | 'C' | '' = '',
): Promise<readonly RegionStanding[]> {
  const zone = registry.city?.timezone ?? DEFAULT_ZONE;
  return standingsOf(store, 'history', DateTime.fromMillis(nowMs, { zone }).toISODate() ?? '', zone, variant);
}
