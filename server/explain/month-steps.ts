import type { Explanation } from '../../streams/contracts/explanation.ts';
import { AQI_FACTORS } from '../../streams/contracts/factors.ts';
import { MICRO } from '../../streams/contracts/reading.ts';
import type { CompositeVariant } from '../standards/mod.ts';
import { microText } from './builder.ts';
import { indexText, type MonthStanding } from './month-standing.ts';
import { factorWords, words } from './words.ts';

/** The terms of a composite index with their numbers, and the index. */
export function indexTerms(
  { concentrations, index }: MonthStanding,
  { weights, limits }: CompositeVariant,
): Explanation['steps'] {
  const terms = AQI_FACTORS.map((factor, i) => {
    const [concentration = null, weight = 1, limit = 1] = [concentrations[i], weights[i], limits[i]];
    const quotient = `${microText(concentration) ?? 'NA'} ÷ ${limit}`;
    const value = concentration === null ? '' : ` = ${((concentration * weight) / (limit * MICRO)).toFixed(4)}`;
    return { what: factorWords(factor), text: `${weight === 1 ? '' : `${weight} × `}${quotient}${value}` };
  });
  return [...terms, { what: words('综合指数', 'composite index'), text: `I = ${indexText(index) ?? 'NA'}` }];
}

/** The rank, and the one of the day before. */
export const rankSteps = (rank: number | null, before: number | null): Explanation['steps'] => [
  { what: words('名次', 'rank'), text: rank === null ? 'NA' : `1 + ${rank - 1}` },
  { what: words('较昨', 'against yesterday'), text: rank === null || before === null ? 'NA' : `${before} → ${rank}` },
];
