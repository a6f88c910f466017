/** How screens and explanations count power meters: by role, and by outlets that have both. */
export const METER_GROUPS = ['production', 'treatment', 'both', 'alone'] as const;
export type MeterGroup = (typeof METER_GROUPS)[number];

interface Meter {
  readonly id: number;
  readonly kind: string;
  readonly enterprise?: number | null | undefined;
  readonly power?: { readonly role: 'production' | 'treatment' } | null | undefined;
}

export interface MeterCounts {
  readonly heard: number;
  readonly total: number;
}

/** The meters of an outlet whose two kinds are known to belong together. */
interface MeterPair {
  readonly outlet: number;
  readonly production: readonly number[];
  readonly treatment: readonly number[];
}

export interface Meters {
  readonly production: readonly number[];
  readonly treatment: readonly number[];
  readonly pairs: readonly MeterPair[];
}

/** Station ids of power meters by what they measure. */
export function metersOf(stations: Iterable<Meter>): Meters {
  const all = [...stations].filter(({ kind, power }) => kind === 'power' && power);
  const of = (role: 'production' | 'treatment', meters = all): number[] =>
    meters.filter(({ power }) => power?.role === role).map(({ id }) => id);
  const outlets = new Map<number, Meter[]>();
  for (const meter of all)
    if (meter.enterprise) outlets.set(meter.enterprise, [...(outlets.get(meter.enterprise) ?? []), meter]);
  return {
    production: of('production'),
    treatment: of('treatment'),
    pairs: [...outlets]
      .map(([outlet, meters]) => ({ outlet, production: of('production', meters), treatment: of('treatment', meters) }))
      .filter((pair) => pair.production.length > 0 && pair.treatment.length > 0),
  };
}

/**
 * `production`, `treatment`: meters heard. `both`: outlets of which both kinds are heard. `alone`: outlets that tell of
 * production and not of treatment, so that nobody can say whether they clean.
 * @param heard whether a station was heard within two of its periods
 */
export function countMeters(
  { production, treatment, pairs }: Meters,
  heard: (station: number) => boolean,
): Readonly<Record<MeterGroup, MeterCounts>> {
  const of = (ids: readonly number[]): MeterCounts => ({ heard: ids.filter(heard).length, total: ids.length });
  const producing = pairs.filter((pair) => pair.production.some(heard));
  const both = producing.filter((pair) => pair.treatment.some(heard)).length;
  return {
    production: of(production),
    treatment: of(treatment),
    both: { heard: both, total: pairs.length },
    alone: { heard: producing.length - both, total: pairs.length },
  };
}
