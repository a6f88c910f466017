import type { Micro } from '../../streams/contracts/reading.ts';
import { divideHalfEven } from './rounding.ts';

/**
 * Multiple of an exceedance 超标倍数 (C - L) / L in hundredths, half to even: what sql/windows/exceedances.sql computes,
 * for values that come from elsewhere. `limit` > 0.
 */
export function exceedanceHundredths(value: Micro, limit: Micro): number {
  // Whole multiples apart: a hundred times a large value would leave the exact integers.
  const whole = Math.trunc((value - limit) / limit);
  return whole * 100 + divideHalfEven((value - limit - whole * limit) * 100, limit);
}
