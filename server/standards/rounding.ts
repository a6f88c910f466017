import type { Micro } from '../../streams/contracts/reading.ts';

/**
 * Integer division rounding half to even (GB/T 8170-2008 3.2, "修约" by the even rule).
 * Both arguments are integers, `divisor` > 0; exact for safe integers.
 */
export function divideHalfEven(dividend: number, divisor: number): number {
  const quotient = Math.floor(dividend / divisor);
  const twice = 2 * (dividend - quotient * divisor);
  if (twice < divisor) return quotient;
  if (twice > divisor) return quotient + 1;
  return quotient % 2 === 0 ? quotient : quotient + 1;
}

/** A micro value to a whole number of 10^-decimals units, half to even: `roundTo(2_150_000, 1) === 22` (2.2). */
export const roundTo = (value: Micro, decimals: number): number => divideHalfEven(value, 10 ** (6 - decimals));

/** Integer division rounding up; `divisor` > 0. */
export const divideUp = (dividend: number, divisor: number): number => -Math.floor(-dividend / divisor);
