import { formatMicro, type Micro } from '../../streams/contracts/reading.ts';
import { meanMicro } from '../recompute/mod.ts';
import { VALIDITY } from '../standards/mod.ts';
import { checked, microText } from './builder.ts';
import { citeValidity } from './citations.ts';
import type { DayKind } from './day-kind.ts';
import { unitOf } from './factor-text.ts';
import { meanSymbols } from './mean-symbols.ts';
import type { PeriodRow } from './period-row.ts';
import { words } from './words.ts';

const HOURS = 24;

/** A day's mean, computed again from its hours. @param means hour means, 00:00 first, millionths */
export function dayMean(
  factor: number,
  means: readonly (Micro | null)[],
  isReported: boolean,
  stored: PeriodRow | undefined,
): DayKind {
  const present = means.filter((mean): mean is Micro => mean !== null);
  const recomputed = isReported ? null : meanMicro(factor, present);
  const shown = stored?.micro ?? null;
  const expected = stored?.expected ?? HOURS;
  const minimum = Math.ceil((expected * VALIDITY.day.minimum) / VALIDITY.day.of);
  const sum = formatMicro(present.reduce((a, b) => a + b, 0));
  return {
    name: words('日均值', 'day mean'),
    shown,
    validity: {
      valid: stored?.count ?? present.length,
      expected,
      isSufficient: stored?.isValid ?? false,
      rule: words(`至少 ${minimum} 个有效小时`, `at least ${minimum} valid hours`),
      clause: VALIDITY.day.clause,
    },
    standards: [citeValidity('day', words('日均值的最少有效小时', 'minimum valid hours of a day'))],
    formula: {
      words: words('当日有效小时值的算术平均', 'mean of the valid hourly values of the day'),
      symbols: meanSymbols(factor),
    },
    steps:
      present.length === 0
        ? []
        : [
            {
              what: words('平均', 'mean'),
              text: `${sum} ÷ ${present.length} = ${microText(recomputed)} ${unitOf(factor)}`,
            },
          ],
    check: checked(microText(shown), microText(recomputed)),
  };
}
