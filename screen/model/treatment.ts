import type { RowOf } from '../../streams/live/mod.ts';
import { countMeters, metersOf, type MeterCounts, type MeterGroup } from '../../streams/contracts/meters.ts';
import type { CityIndex } from './city.ts';

export interface TreatmentCounts {
  readonly meters: number;
  readonly groups: Readonly<Record<MeterGroup, MeterCounts>>;
  /** Newest word of any meter, ms UTC. */
  readonly newest: number | null;
}

/**
 * What the power meters say about themselves. Heard: within two periods. No judgement on running or standing: that is
 * the rules' affair.
 */
export function treatmentCounts(city: CityIndex, stations: readonly RowOf<'stations'>[]): TreatmentCounts {
  const rows = new Map(stations.map((row) => [row.key, row]));
  const meters = metersOf(city.stations);
  const own = [...meters.production, ...meters.treatment];
  return {
    meters: own.length,
    groups: countMeters(meters, (id) => {
      const state = rows.get(id)?.state ?? 0;
      return state === 1 || state === 2;
    }),
    newest: own.reduce<number | null>((newest, id) => {
      const time = rows.get(id)?.time ?? null;
      return time !== null && (newest === null || time > newest) ? time : newest;
    }, null),
  };
}
