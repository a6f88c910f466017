/** GB 12348-2008 and GB 3096-2008 by acoustic area, day / night dB(A) (recalled, to be checked). */
export const AREA_NOISE = Object.freeze({
  '0': { day: 50, night: 40 },
  '1': { day: 55, night: 45 },
  '2': { day: 60, night: 50 },
  '3': { day: 65, night: 55 },
  '4a': { day: 70, night: 55 },
  '4b': { day: 70, night: 60 },
});

/**
 * Source level of a measured level over background, GB 12523-2011: whole-dB difference 3: -3; 4-5: -2; 6-10: -1;
 * above 10: as measured.
 * @returns dB(A), or `null` below a difference of 3 dB, where the measurement says nothing
 */
export function overBackground(measured: number, background: number): number | null {
  const difference = Math.round(measured - background);
  if (difference < 3) return null;
  return measured - (difference === 3 ? 3 : difference <= 5 ? 2 : difference <= 10 ? 1 : 0);
}
