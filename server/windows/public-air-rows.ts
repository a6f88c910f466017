import type { PublishedRow } from '../../streams/live/mod.ts';
import type { Registry } from '../registry/mod.ts';
import { liveTime } from '../standards/mod.ts';
import { levelOf, sixOf, type AirRow } from './air-question.ts';
import type { StationState } from './station-question.ts';

/** Rows of topic `air`: only national stations that may be shown, township stations give no AQI to the public. */
export function publicAirRows(
  registry: Registry,
  states: ReadonlyMap<number, StationState>,
  air: ReadonlyMap<number, AirRow>,
): PublishedRow<'air'>[] {
  return [...registry.stations().values()]
    .filter(({ kind, isPublic }) => kind === 'national' && isPublic)
    .map(({ id }) => {
      const row = air.get(id);
      return {
        key: id,
        state: states.get(id)?.state ?? 0,
        time: liveTime(row?.time),
        aqi: row?.aqi ?? null,
        level: levelOf(row),
        primary: row?.primary ?? null,
        ...sixOf(row),
      };
    });
}
