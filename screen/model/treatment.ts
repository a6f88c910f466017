import type { CityIndex } from './city.ts';
import type { Row } from './live.ts';

export interface TreatmentCounts {
  readonly meters: number;
  readonly production: { readonly heard: number; readonly total: number };
  readonly treatment: { readonly heard: number; readonly total: number };
  /** Outlets whose two kinds of meters are known to belong together, and both are heard. */
  readonly both: { readonly heard: number; readonly total: number };
  /** Of these, the ones that tell of production and not of treatment: nobody can say whether they clean. */
  readonly alone: number;
  /** Newest word of any meter, ms UTC. */
  readonly newest: number | null;
}

/** What the power meters say about themselves. Heard: within two periods. No judgement on running or standing: that is the rules' affair. */
export function treatmentCounts(city: CityIndex, stations: readonly Row[]): TreatmentCounts {
  const rows = new Map(stations.map((row) => [row.key, row]));
  const heard = (id: number): boolean => { const state = rows.get(id)?.state ?? 0; return state === 1 || state === 2; };
  const meters = city.stations.filter(({ kind, power }) => kind === 'power' && power !== undefined);
  const of = (role: 'production' | 'treatment'): { heard: number; total: number } => {
    const own = meters.filter(({ power }) => power?.role === role);
    return { heard: own.filter(({ id }) => heard(id)).length, total: own.length };
  };
  const outlets = new Map<number, { production: boolean; treatment: boolean; kinds: Set<string> }>();
  for (const { id, enterprise, power } of meters) {
    if (enterprise === undefined || power === undefined) continue;
    const outlet = outlets.get(enterprise) ?? { production: false, treatment: false, kinds: new Set<string>() };
    outlet[power.role] ||= heard(id);
    outlet.kinds.add(power.role);
    outlets.set(enterprise, outlet);
  }
  const pairs = [...outlets.values()].filter(({ kinds }) => kinds.size === 2);
  return {
    meters: meters.length, production: of('production'), treatment: of('treatment'),
    both: { heard: pairs.filter((pair) => pair.production && pair.treatment).length, total: pairs.length }, alone: pairs.filter((pair) => pair.production && !pair.treatment).length,
    newest: meters.reduce<number | null>((newest, { id }) => { const time = rows.get(id)?.time ?? null; return time !== null && (newest === null || time > newest) ? time : newest; }, null),
  };
}
