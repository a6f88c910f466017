/** Stable name of a series of the moving windows; `zs`: its folded values. */
export const seriesName = (station: number, factor: number, folded: boolean): string =>
  `${station} ${factor}${folded ? ' zs' : ''}`;
