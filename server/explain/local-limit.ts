import { divideHalfEven, type LocalRule } from '../standards/mod.ts';
import type { BoundLimit } from './ask-evaluations.ts';
import { type EvaluatedLimit, limitOfSource } from './limit-of-source.ts';
import type { ExceedanceState } from './exceedance-state.ts';
import { words } from './words.ts';

/** The limit of a local rule. @param bound limits and references of the series */
export function localLimit(rule: LocalRule, bound: readonly BoundLimit[], { limit }: ExceedanceState): EvaluatedLimit {
  const monitor = bound.find(({ reference }) => reference > 0);
  const more = { rule, background: monitor?.background ?? null, reference: monitor?.reference ?? 0 };
  const from = rule.effectiveFrom === 0 ? null : rule.effectiveFrom;
  switch (rule.form) {
    case 'relative': {
      if (!monitor) return limitOfSource(null, from, words('对照站数据已更新', 'the reference has moved on'), more);
      const multiple = divideHalfEven(monitor.value * Math.round(rule.ratio * 1000), 1000);
      const note = words(
        '对照站滚动小时乘倍数，且不低于下限',
        "the reference station's rolling hour times the ratio, and at least the floor",
      );
      // "At or above" is written as above one millionth less.
      return limitOfSource(Math.max(multiple, rule.floor) - 1, from, note, more);
    }
    case 'rise': {
      const note = words('限值为若干分钟前自身的倍数', 'the limit is a multiple of its own value some minutes ago');
      return limitOfSource(null, from, note, more);
    }
    case 'noise':
      return limit === rule.night
        ? limitOfSource(rule.night, from, words('夜间限值', 'the limit by night'), more)
        : limitOfSource(rule.threshold, from, words('昼间限值', 'the limit by day'), more);
    default:
      return limitOfSource(rule.threshold, from, null, more);
  }
}
