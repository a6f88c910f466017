import { formatMicro, type Micro } from '../../streams/contracts/reading.ts';
import { additiveSum, averagingOf } from '../recompute/mod.ts';
import { microText } from './builder.ts';
import { unitOf } from './factor-text.ts';

/** `sum ÷ count = mean unit` of values that add up, millionths; `''` for directions and sound levels, which do not. */
export function meanStepText(factor: number, values: readonly Micro[], mean: Micro | null): string {
  if (averagingOf(factor) !== 'arithmetic') return '';
  const sum = formatMicro(Number(additiveSum(factor, values)));
  return `${sum} ÷ ${values.length} = ${microText(mean) ?? 'NA'} ${unitOf(factor)}`;
}
