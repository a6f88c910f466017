import type { Micro } from '../../streams/contracts/reading.ts';
import { divideHalfEven } from './rounding.ts';

/**
 * Multiple of an exceedance 超标倍数 (C - L) / L in hundredths, half to even: what sql/windows/exceedances.sql computes, for
 * values that come from elsewhere. `limit` > 0.
 */
export const exceedanceHundredths = (value: Micro, limit: Micro): number =>
  divideHalfEven((value - limit) * 100, limit);
