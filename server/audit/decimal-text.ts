/** Millionths as a decimal. */
export function decimalText(micro: bigint): string {
  const magnitude = micro < 0n ? -micro : micro;
  const fraction = (magnitude % 1_000_000n).toString().padStart(6, '0').replace(/0+$/, '');
  return `${micro < 0n ? '-' : ''}${magnitude / 1_000_000n}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Millionths as a decimal, `-` for none. */
export const decimalOrDash = (micro: bigint | null | undefined): string =>
  micro === null || micro === undefined ? '-' : decimalText(micro);
