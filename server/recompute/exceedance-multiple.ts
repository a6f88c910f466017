import type { Micro } from '../../streams/contracts/reading.ts';
import { halfEven } from './half-even.ts';

/**
 * Exceedance multiple 超标倍数 `(value - limit) / limit` in hundredths, half to even.
 * @param value, limit millionths, `limit` > 0
 */
export const multipleHundredths = (value: Micro, limit: Micro): number =>
  Number(halfEven(BigInt(value - limit) * 100n, BigInt(limit)));
