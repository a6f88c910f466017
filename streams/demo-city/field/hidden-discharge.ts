import type { CityPack, Watercourse } from '../../contracts/pack.ts';
import { chance } from '../random.ts';
import { civilDay, civilHour, HOUR_MS } from './civil.ts';
import type { Tracers } from './discharge.ts';
import { flowAt } from './river-flow.ts';

/** The one nobody has reported: the chemical park's night discharge into the Qingxi above Qingshi Bridge. */
const HIDDEN = Object.freeze({ river: '青溪', above: '青石桥断面', km: 16, from: 22, hours: 5, ammonia: 4.1, cod: 36 });

/** Where it enters this river and its load, g/s; `null` on every other river. */
export function hiddenDischarge(
  pack: CityPack,
  water: Watercourse,
  label: number,
): { readonly km: number; readonly load: (time: number) => Tracers } | null {
  const bridge = pack.stations.find(({ names }) => names.zh === HIDDEN.above);
  if (!bridge?.river || water.names.zh !== HIDDEN.river) return null;
  const flow = flowAt(water.id, bridge.river.chainage);
  return {
    km: Math.max(0, bridge.river.chainage - HIDDEN.km),
    load: (time) => {
      const since = (civilHour(time) - HIDDEN.from + 24) % 24;
      const strength =
        since < HIDDEN.hours
          ? Math.sin((Math.PI * since) / HIDDEN.hours) *
            (0.45 + 0.55 * chance(label, civilDay(time - HIDDEN.hours * HOUR_MS), 9))
          : 0;
      return {
        ammonia: HIDDEN.ammonia * flow * strength,
        cod: HIDDEN.cod * flow * strength,
        phosphorus: 0.08 * flow * strength,
        nitrogen: 1.3 * HIDDEN.ammonia * flow * strength,
      };
    },
  };
}
