import type { Words } from '../../streams/contracts/explanation.ts';
import type { ExceedanceState } from './exceedance-state.ts';
import { words } from './words.ts';

const TRENDS: readonly Words[] = [words('持平', 'steady'), words('上升', 'rising'), words('回落', 'falling')];
export const trendWords = (trend: number): Words => TRENDS[trend] ?? words(String(trend), String(trend));

/** 1 rising, 2 falling, 0 steady: within 2 % of the limit of the like value before. */
export function trendOf({ micro, reference, limit }: ExceedanceState): number {
  if ((micro - reference) * 50 > limit) return 1;
  return (reference - micro) * 50 > limit ? 2 : 0;
}
