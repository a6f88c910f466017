import { STATISTICS } from '../../streams/contracts/reading.ts';
import type { Observation } from './observation.ts';

/** An observation of a test: a sample flagged N that arrived when it was taken, where nothing else is given. */
export const observed = (
  time: number,
  micro: number,
  ordinal: number,
  { flag = 'N', statistic = STATISTICS.rtd }: { readonly flag?: string; readonly statistic?: number } = {},
): Observation => ({ statistic, time, micro, flag: flag.charCodeAt(0), ordinal, arrived: time });
