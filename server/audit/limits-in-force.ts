import { STATISTICS } from '../../streams/contracts/reading.ts';
import type { Registry, RegistryStation } from '../registry/mod.ts';
import { airLimit, OUTLET_STANDARDS, WATER_ITEMS } from '../standards/mod.ts';
import type { Exceedance } from '../../streams/contracts/exceedance.ts';
import { EVALUATED } from './evaluated-window.ts';

const DAY_MS = 86_400_000;
const DEFAULT_TARGET = 3;

/** The limit of a section's target class. */
const waterLimits = ({ targetClass }: RegistryStation, factor: number): number[] =>
  WATER_ITEMS.filter((item) => item.factor === factor).flatMap(({ limits }) => {
    const limit = limits[(targetClass === 0 ? DEFAULT_TARGET : targetClass) - 1];
    return limit === undefined ? [] : [limit];
  });

/** Limits in force at an instant, ms UTC: of the station's own the newest, the outlet's standards, the national one. */
function limitsAt(registry: Registry, place: RegistryStation, { factor, window }: Exceedance, at: number): number[] {
  const isDay = window === EVALUATED.day;
  const statistic = isDay ? STATISTICS.day : window === EVALUATED.instant ? STATISTICS.rtd : STATISTICS.hour;
  const [own] = registry
    .limits(place.id)
    .filter((limit) => limit.factor === factor && limit.statistic === statistic && limit.effectiveFrom <= at)
    .sort((a, b) => b.effectiveFrom - a.effectiveFrom);
  const national = place.kind === 'national' ? airLimit(factor, isDay ? 'day' : 'hour', at) : undefined;
  const standards = OUTLET_STANDARDS.filter(
    ({ name, effectiveFrom }) => place.standards.includes(name) && effectiveFrom <= at,
  )
    .flatMap(({ limits }) => limits)
    .filter((limit) => limit.factor === factor && (!isDay || limit.averaging === 'day'));
  return [
    ...[...(own ? [own] : []), ...standards].flatMap(({ value, cold }) => (cold ? [value, cold] : [value])),
    ...(national ? [Math.round(Number(national.classTwo) * 1e6)] : []),
  ];
}

/**
 * Limits that may bind a row, millionths. What was in force when the period evaluated began binds, and that lies at
 * most a day back: on the day a limit changes either one is right here.
 * @param at ms UTC
 */
export function limitsInForce(registry: Registry, row: Exceedance, at: number): number[] {
  const place = registry.station(row.station);
  if (place === undefined) return [];
  if (place.kind === 'water') return waterLimits(place, row.factor);
  return [at, at - DAY_MS].flatMap((when) => limitsAt(registry, place, row, when));
}
