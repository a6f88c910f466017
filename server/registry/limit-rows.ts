import type { Station } from '../../streams/contracts/pack.ts';
import { STATISTICS } from '../../streams/contracts/reading.ts';
import { factorOfSystem } from './factor-of-system.ts';
import { sourceOf } from './limit-source-rows.ts';

export const LIMIT_COLUMNS = [
  'station',
  'factor',
  'statistic',
  'value',
  'cold',
  'standing',
  'source',
  'effective_from',
  'retired',
  'version',
];
/** A pack does not date its limits: they hold since before any reading (2000-01-01T00:00:00Z, seconds). */
const SINCE_EVER = 946_684_800;

/** Rows of `station_limits`: what a pack says of its stations' own limits. @param ids of their sources */
export function limitRows(
  stations: readonly Station[],
  ids: ReadonlyMap<string, number>,
  version: number,
): unknown[][] {
  const rows: unknown[][] = [];
  for (const station of stations) {
    for (const limit of station.limits ?? []) {
      const factor = factorOfSystem(station.st, limit.factor);
      if (!factor) continue;
      rows.push([
        station.id,
        factor.id,
        STATISTICS[limit.statistic],
        limit.value,
        limit.cold ?? null,
        (limit.standing ?? (station.kind === 'enterprise' ? 'permit' : 'local')) === 'permit' ? 1 : 2,
        sourceOf(ids, limit),
        SINCE_EVER,
        0,
        version,
      ]);
    }
  }
  return rows;
}
