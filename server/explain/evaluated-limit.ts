import { MICRO, type Micro } from '../../streams/contracts/reading.ts';
import { rollingHourOf } from '../recompute/mod.ts';
import type { RegistryStation } from '../registry/mod.ts';
import { airLimit, LOCAL_RULES } from '../standards/mod.ts';
import type { ExceedanceState } from './exceedance-state.ts';
import type { ExplainContext } from './explain-context.ts';
import { type EvaluatedLimit, limitOfSource } from './limit-of-source.ts';
import { localLimit } from './local-limit.ts';
import { bodyOf, waterItem } from './water-item.ts';
import { words } from './words.ts';

/** `limit_sources` has local rules under this and their id. */
const LOCAL_SOURCE = 300;
const DEFAULT_TARGET = 3;
/** STATISTICS number of the limit that each window is evaluated on. */
const STATISTIC_OF_WINDOW: Readonly<Record<number, number>> = { 1: 20, 2: 1, 3: 20, 4: 30 };
const HOUR = 3600;

/** Start of the period evaluated, ms UTC: what was in force then binds. */
function periodStart({ averaging, at, seen }: ExceedanceState): number {
  const { since, hour } = rollingHourOf(seen);
  const start = averaging === 4 ? hour - 23 * HOUR : averaging === 3 ? at - HOUR : averaging === 1 ? since : seen;
  return start * 1000;
}

/** A limit, or the one that holds at cold water where that was evaluated. */
function withCold(value: Micro, cold: Micro | null, from: number, { limit }: ExceedanceState): EvaluatedLimit {
  return cold !== null && cold !== 0 && cold === limit
    ? limitOfSource(cold, from, words('水温不超过 12 ℃ 时的限值', 'the limit at water up to 12 degrees Celsius'))
    : limitOfSource(value, from);
}

/**
 * Permit, discharge standard, local rule, section's target class or national standard: by the source that was
 * evaluated.
 */
export async function limitOf(
  context: ExplainContext,
  station: RegistryStation,
  factor: number,
  state: ExceedanceState,
): Promise<EvaluatedLimit> {
  const at = periodStart(state);
  const { limitSource, averaging } = state;
  const [own] = context.registry
    .limits(station.id)
    .filter((limit) => limit.factor === factor && limit.source === limitSource)
    .filter((limit) => limit.statistic === STATISTIC_OF_WINDOW[averaging] && limit.effectiveFrom <= at)
    .sort((a, b) => b.effectiveFrom - a.effectiveFrom);
  if (own) return withCold(own.value, own.cold, own.effectiveFrom, state);
  const rule = LOCAL_RULES.find(({ id }) => id + LOCAL_SOURCE === limitSource);
  const bound = await context.ask.limits(station.id, factor);
  if (rule) return localLimit(rule, bound, state);
  const standard = bound.find(({ source }) => source !== 0 && source === limitSource);
  if (standard) return withCold(standard.value, standard.cold, standard.from * 1000, state);
  if (station.kind === 'water') {
    const item = waterItem(factor, bodyOf(context.registry, station));
    return limitOfSource(item?.limits[(station.targetClass || DEFAULT_TARGET) - 1] ?? null, null);
  }
  const national = airLimit(factor, averaging === 4 ? 'day' : 'hour', at);
  return limitOfSource(
    national ? Math.round(Number(national.classTwo) * MICRO) : null,
    national?.edition.effectiveFrom ?? null,
  );
}
