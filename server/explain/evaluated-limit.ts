import type { Words } from '../../streams/contracts/explanation.ts';
import { MICRO, type Micro } from '../../streams/contracts/reading.ts';
import type { RegistryStation } from '../registry/mod.ts';
import { airLimit, divideHalfEven, LOCAL_RULES, WATER_ITEMS, type LocalRule } from '../standards/mod.ts';
import { tickInstantOf } from '../windows/mod.ts';
import type { ExceedanceState } from './ask.ts';
import type { ExplainContext } from './explain-context.ts';
import { words } from './words.ts';

/** `limit_sources` has local rules under this and their id. */
const LOCAL_SOURCE = 300;
const STATISTIC_OF_WINDOW: Readonly<Record<number, number>> = { 1: 20, 2: 1, 3: 20, 4: 30 };

/** The limit that judges, found again, and from when it is in force; `value` null where it rests on something no longer kept. */
export interface JudgedLimit {
  readonly value: Micro | null;
  readonly from: number | null;
  readonly note: Words | null;
  readonly rule: LocalRule | null;
  readonly background: Micro | null;
  readonly reference: number;
}

const ruleOf = ({ limitSource }: ExceedanceState): LocalRule | null =>
  LOCAL_RULES.find(({ id }) => id + LOCAL_SOURCE === limitSource) ?? null;

/** Start of the period judged, ms UTC: what was in force then judges it. */
function begun(state: ExceedanceState): number {
  const { since, hour } = tickInstantOf(state.seen * 1000);
  return (
    (state.averaging === 4
      ? hour - 23 * 3600
      : state.averaging === 3
        ? state.at - 3600
        : state.averaging === 1
          ? since
          : state.seen) * 1000
  );
}

/** Permit, discharge standard, local rule, section's target class or national standard: by the source that the judgement names. */
export async function limitOf(
  scene: ExplainContext,
  station: RegistryStation,
  factor: number,
  state: ExceedanceState,
): Promise<JudgedLimit> {
  const at = begun(state);
  const found = (
    value: Micro | null,
    from: number | null,
    note: Words | null = null,
    more: Partial<JudgedLimit> = {},
  ): JudgedLimit => ({ value, from, note, rule: null, background: null, reference: 0, ...more });
  const coldNote = words('水温不超过 12 ℃ 时的限值', 'the limit at water up to 12 degrees Celsius');
  const own = scene.registry
    .limits(station.id)
    .filter(
      (l) =>
        l.factor === factor &&
        l.source === state.limitSource &&
        l.statistic === STATISTIC_OF_WINDOW[state.averaging] &&
        l.effectiveFrom <= at,
    )
    .sort((a, b) => b.effectiveFrom - a.effectiveFrom)[0];
  if (own)
    return own.cold !== null && own.cold === state.limit
      ? found(own.cold, own.effectiveFrom, coldNote)
      : found(own.value, own.effectiveFrom);
  const rule = ruleOf(state);
  const bound = await scene.ask.limits(station.id, factor);
  if (rule) {
    const held = bound.find(({ reference }) => reference > 0);
    const more = { rule, background: held?.background ?? null, reference: held?.reference ?? 0 };
    const begins = rule.effectiveFrom === 0 ? null : rule.effectiveFrom;
    if (rule.form === 'relative') {
      // "At or above" is written as above one millionth less.
      return held
        ? found(
            Math.max(divideHalfEven(held.value * Math.round(rule.ratio * 1000), 1000), rule.floor) - 1,
            begins,
            words(
              '对照站滚动小时乘倍数，且不低于下限',
              "the reference station's rolling hour times the ratio, and at least the floor",
            ),
            more,
          )
        : found(null, begins, words('对照站数据已更新', 'the reference has moved on'), more);
    }
    if (rule.form === 'rise')
      return found(
        null,
        begins,
        words('限值为若干分钟前自身的倍数', 'the limit is a multiple of its own value some minutes ago'),
        more,
      );
    if (rule.form === 'noise')
      return found(
        state.limit === rule.night ? rule.night : rule.threshold,
        begins,
        state.limit === rule.night ? words('夜间限值', 'the limit by night') : words('昼间限值', 'the limit by day'),
        more,
      );
    return found(rule.threshold, begins, null, more);
  }
  const standard = bound.find(({ source }) => source !== 0 && source === state.limitSource);
  if (standard)
    return standard.cold > 0 && standard.cold === state.limit
      ? found(standard.cold, standard.from * 1000, coldNote)
      : found(standard.value, standard.from * 1000);
  if (station.kind === 'water') {
    const isLake = scene.registry.waters.some(({ id, kind }) => id === station.river?.id && kind === 'lake');
    const item = WATER_ITEMS.find(
      (entry) => entry.factor === factor && (entry.body === 'any' || entry.body === (isLake ? 'lake' : 'river')),
    );
    return found(item?.limits[(station.targetClass || 3) - 1] ?? null, null);
  }
  const national = airLimit(factor, state.averaging === 4 ? 'day' : 'hour', at);
  return found(
    national ? Math.round(Number(national.classTwo) * MICRO) : null,
    national?.edition.effectiveFrom ?? null,
  );
}
