import { MICRO, type Micro } from '../../streams/reading.ts';

/**
 * Flue-gas formulas of HJ 212-2017 Annex D and GB 13271-2014 5.2. Standard state of emissions is 273 K and
 * 101,325 Pa: never compare with ambient gases (298.15 K) without conversion.
 */

/** Above this oxygen the folding divides by nearly nothing: mark `O2_HIGH`, judge nothing (20.5 % by practice). */
export const OXYGEN_GUARD = 20_500_000;

/** Reference oxygen in percent by kind of plant, with its source; a permit may override it. */
export const REFERENCE_OXYGEN = Object.freeze({
  utilityCoal: { percent: 6, clause: 'GB 13223-2011 (to be checked)' },
  utilityGas: { percent: 3, clause: 'GB 13223-2011 (to be checked)' },
  gasTurbine: { percent: 15, clause: 'GB 13223-2011 (to be checked)' },
  boilerCoal: { percent: 9, clause: 'GB 13271-2014 表6' },
  boilerOilGas: { percent: 3.5, clause: 'GB 13271-2014 表6' },
  cementKiln: { percent: 10, clause: 'GB 4915 (to be checked)' },
  incineration: { percent: 11, clause: 'GB 18485 (to be checked)' },
  sinter: { percent: 16, clause: 'ultra-low plan (to be checked)' },
});

/** Measured to standard state: `C * 101325 / (Ba + Ps) * (273 + ts) / 273`, pressures in Pa, temperature in degrees Celsius. */
export const toStandardState = (concentration: number, atmosphericPa: number, staticPa: number, celsius: number): number =>
  (concentration * 101_325 / (atmosphericPa + staticPa)) * ((273 + celsius) / 273);

/** Wet to dry basis: `C / (1 - Xsw)`, moisture as a fraction below 1. */
export const toDryBasis = (wet: number, moisture: number): number => wet / (1 - moisture);

/** Volume parts per million to mg/m³ at standard state: `M / 22.4 * CV`; NOx counts as NO2 (46). */
export const ppmToMass = (ppm: number, molarMass: number): number => (molarMass / 22.4) * ppm;

/**
 * Folded (折算) concentration `C * (21 - O2ref) / (21 - O2)`.
 * @returns micro units, or `null` where the measured oxygen is at or above the guard: nothing may be judged then
 */
export function folded(concentration: Micro, oxygen: Micro, referenceOxygen: Micro): Micro | null {
  if (oxygen >= OXYGEN_GUARD) return null;
  return Math.round((concentration * (21 * MICRO - referenceOxygen)) / (21 * MICRO - oxygen));
}

/** Mass rate in kg/h: `C * Q * 1e-6`, C dry standard mg/m³ (never folded), Q dry standard m³/h. */
export const massRate = (concentration: number, flow: number): number => concentration * flow * 1e-6;
