import type { CalculationStep } from '../../streams/contracts/explanation.ts';
import { AQI_FACTORS } from '../../streams/contracts/factors.ts';
import { ANNUAL_MEAN, monthsShort } from '../standards/mod.ts';
import { englishOf } from './factor-text.ts';
import { words } from './words.ts';

const { clause, days, perMonth, february } = ANNUAL_MEAN;
const RULE = words(
  `年均值有效性（${clause}）：全年至少 ${days} 个有效日，每月 ${perMonth}、2 月 ${february}；× 后为不足的月份`,
  `validity of an annual mean (${clause}): ${days} valid days, ${perMonth} a month, ${february} in February; ` +
    'after × the months that lack some',
);

/**
 * How far the year's valid days of each item carry an annual mean: their number, and the closed months that have too
 * few.
 * @param rows days of one region @param month the present one, 1..12
 */
export function annualStep(
  rows: readonly { readonly factor: number; readonly civil: string }[],
  month: number,
): CalculationStep {
  const items = AQI_FACTORS.map((factor) => {
    const months = rows.filter((row) => row.factor === factor).map(({ civil }) => Number(civil.slice(5, 7)));
    const counts = Array.from({ length: 12 }, (_, i) => months.filter((of) => of === i + 1).length);
    const short = monthsShort(counts, month);
    return `${englishOf(factor)} ${months.length}${short.length > 0 ? ` (× ${short.join(', ')})` : ''}`;
  });
  return { what: RULE, text: items.join(' · ') };
}
