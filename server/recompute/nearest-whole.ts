/** Nearest whole number, a half to the even one: as the engine rounds a float. */
export function nearestWhole(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
}
