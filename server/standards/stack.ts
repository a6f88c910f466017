import { MICRO, type Micro } from '../../streams/contracts/reading.ts';

/**
 * Flue-gas formulas of HJ 212-2017 Annex D and GB 13271-2014 5.2. Standard state of emissions is 273 K and
 * 101,325 Pa: never compare with ambient gases (298.15 K) without conversion.
 */

/** Above this oxygen the folding divides by nearly nothing: mark `O2_HIGH`, judge nothing (20.5 % by practice). */
const OXYGEN_GUARD = 20_500_000;

/**
 * What the analyser's gas is beside its oxygen; all in micro units. Missing parts mean gas that is standard and dry
 * already.
 */
export interface GasState {
  /** Degrees Celsius. */
  readonly celsius: Micro;
  /** Pressure against the atmosphere, kPa; the atmosphere counts as 101.325 kPa. */
  readonly gauge: Micro;
  /** Moisture, percent by volume; below 100. */
  readonly moisture: Micro;
}
const STANDARD_DRY: GasState = Object.freeze({ celsius: 0, gauge: 0, moisture: 0 });
const ATMOSPHERE = 101_325_000n;
const KELVIN = 273_000_000n;
const HUNDRED = 100_000_000n;
const AIR = BigInt(21 * MICRO);

/** Is the oxygen, brought to dry gas, at or above the guard? Nothing may be judged then. */
export const oxygenIsHigh = (oxygen: Micro, moisture: Micro = 0): boolean =>
  BigInt(oxygen) * HUNDRED >= BigInt(OXYGEN_GUARD) * (HUNDRED - BigInt(moisture));

/**
 * Folded (折算) concentration `C * (21 - O2ref) / (21 - O2)` with C and O2 at 273 K, 101,325 Pa and dry; wet gas at stack
 * conditions is brought there first. Exact, half to even once at the end.
 * @returns micro units, or `null` where the oxygen is at or above the guard (O2_HIGH): nothing may be judged then
 */
export function folded(
  concentration: Micro,
  oxygen: Micro,
  referenceOxygen: Micro,
  gas: GasState = STANDARD_DRY,
): Micro | null {
  if (oxygenIsHigh(oxygen, gas.moisture)) return null;
  // C / (1 - X) over 21 - O2 / (1 - X): the dry share cancels but for 21 %.
  const numerator =
    BigInt(concentration) * ATMOSPHERE * (KELVIN + BigInt(gas.celsius)) * HUNDRED * (AIR - BigInt(referenceOxygen));
  const divisor =
    (ATMOSPHERE + BigInt(gas.gauge)) * KELVIN * (AIR * (HUNDRED - BigInt(gas.moisture)) - BigInt(oxygen) * HUNDRED);
  const size = numerator < 0n ? -numerator : numerator;
  const quotient = size / divisor;
  const twice = 2n * (size - quotient * divisor);
  const rounded = twice > divisor || (twice === divisor && quotient % 2n === 1n) ? quotient + 1n : quotient;
  return Number(numerator < 0n ? -rounded : rounded);
}

/**
 * A device's folded value against ours: more than 2 % apart is a finding of its own (domain 4.2), but not what
 * rounding to its display makes (PROP).
 */
export const FOLDING_TOLERANCE = Object.freeze({ percent: 2, floor: 500_000 });

/**
 * Pollutants of flue gas whose limits hold at reference oxygen: smoke dust, NOx, SO2, CO. NMHC is judged as measured.
 */
export const FOLDED_FACTORS: readonly number[] = Object.freeze([66, 67, 69, 70]);
