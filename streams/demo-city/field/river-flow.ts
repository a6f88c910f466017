/** m3/s at the source and gained per km. */
const FLOW: Readonly<Record<number, readonly [base: number, perKm: number]>> = {
  1: [16, 0.24],
  2: [5.5, 0.09],
  3: [5, 0.08],
  4: [4, 0.06],
  5: [3.6, 0.07],
};

/** m3/s at mean water. */
export function flowAt(river: number, km: number): number {
  const [base, perKm] = FLOW[river] ?? [4, 0.06];
  return base + perKm * km;
}
