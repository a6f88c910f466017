/** `sum / count` to a whole number, half to even (GB/T 8170-2008 3.2), also below zero; exact, `count` > 0. */
export function halfEven(sum: bigint, count: bigint): bigint {
  const isNegative = sum < 0n;
  const magnitude = isNegative ? -sum : sum;
  const quotient = magnitude / count;
  const twice = 2n * (magnitude % count);
  const rounded = twice > count || (twice === count && (quotient & 1n) === 1n) ? quotient + 1n : quotient;
  return isNegative ? -rounded : rounded;
}
