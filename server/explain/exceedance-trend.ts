import { TREND } from '../../streams/contracts/codes.ts';
import type { Words } from '../../streams/contracts/explanation.ts';
import type { ExceedanceState } from './exceedance-state.ts';
import { words } from './words.ts';

const TRENDS: ReadonlyMap<number, Words> = new Map([
  [TREND.steady, words('持平', 'steady')],
  [TREND.rising, words('上升', 'rising')],
  [TREND.falling, words('回落', 'falling')],
]);
export const trendWords = (trend: number): Words => TRENDS.get(trend) ?? words(String(trend), String(trend));

/** A code of `TREND`; steady: within 2 % of the limit of the like value before. */
export function trendOf({ micro, reference, limit }: ExceedanceState): number {
  if ((micro - reference) * 50 > limit) return TREND.rising;
  return (reference - micro) * 50 > limit ? TREND.falling : TREND.steady;
}
