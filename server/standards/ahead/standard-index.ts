/**
 * Standard index of pH and DO, which have no exceedance multiple; above 1 = exceedance (HJ 2.3-2018 and its older
 * form, recalled and to be checked).
 * DO and limits in mg/L, temperature in degrees Celsius.
 */

/** pH: (7 - pH) / (7 - low) up to 7, (pH - 7) / (high - 7) above. */
export const phIndex = (ph: number, low = 6, high = 9): number =>
  ph <= 7 ? (7 - ph) / (7 - low) : (ph - 7) / (high - 7);

/** Saturated DO 468 / (31.6 + T), mg/L, T in degrees Celsius (GB 3838 practice). */
export const saturatedOxygen = (celsius: number): number => 468 / (31.6 + celsius);

/**
 * HJ 2.3-2018: limit / DO up to saturation; above it |DOf - DO| / (DOf - limit), so that supersaturation counts too.
 */
export function oxygenIndex(oxygen: number, limit: number, celsius: number): number {
  const full = saturatedOxygen(celsius);
  return oxygen <= full ? limit / oxygen : Math.abs(full - oxygen) / (full - limit);
}

/** The older form below the limit: 10 - 9 DO / limit; from the limit on, as above saturation. */
export function oxygenIndexOld(oxygen: number, limit: number, celsius: number): number {
  const full = saturatedOxygen(celsius);
  return oxygen < limit ? 10 - (9 * oxygen) / limit : Math.abs(full - oxygen) / (full - limit);
}
