/** Conversions of flue gas, HJ 212-2017 Annex D; standard state of emissions is 273 K and 101,325 Pa. */

/**
 * Measured to standard state: `C * 101325 / (Ba + Ps) * (273 + ts) / 273`, pressures in Pa, temperature in degrees
 * Celsius.
 */
export const toStandardState = (
  concentration: number,
  atmosphericPa: number,
  staticPa: number,
  celsius: number,
): number => ((concentration * 101_325) / (atmosphericPa + staticPa)) * ((273 + celsius) / 273);

/** Wet to dry basis: `C / (1 - Xsw)`, moisture as a fraction below 1. */
export const toDryBasis = (wet: number, moisture: number): number => wet / (1 - moisture);

/** Volume parts per million to mg/m³ at standard state: `M / 22.4 * CV`; NOx counts as NO2 (46). */
export const ppmToMass = (ppm: number, molarMass: number): number => (molarMass / 22.4) * ppm;

/** Mass rate in kg/h: `C * Q * 1e-6`, C dry standard mg/m³ (never folded), Q dry standard m³/h. */
export const massRate = (concentration: number, flow: number): number => concentration * flow * 1e-6;
