const INT32_MAX = 2_147_483_647;

/** Micro to the three decimals of the topic, half to even; `null` where it does not fit 32 bits. */
export function toThousandths(micro: number): number | null {
  const down = Math.floor(micro / 1000);
  const rest = micro - down * 1000;
  const rounded = rest > 500 || (rest === 500 && down % 2 !== 0) ? down + 1 : down;
  return Math.abs(rounded) > INT32_MAX ? null : rounded;
}
