import type { Micro } from '../../streams/contracts/reading.ts';
import type { EvaluatedLimit } from './limit-of-source.ts';

/** Where a rule limits the rise above the county, the mean less the county's; `null` where that is not known. */
export function aboveBackground(mean: Micro | null, { rule, background }: EvaluatedLimit): Micro | null {
  if (rule?.form !== 'above background' || mean === null) return mean;
  return background === null ? null : mean - background;
}
