import type { Micro } from '../../streams/contracts/reading.ts';
import { FOLDING_TOLERANCE } from '../../server/standards/mod.ts';
import { SEWAGE_LIMITS } from '../../server/standards/internal.ts';

/** Rules of outlets in plain TypeScript, against which the SQL of outlets is compared. */

/** The limit that judges: the permit's where there is one, else the strictest of the standards that apply. */
export function governingLimit(permit: number | null, standards: readonly number[]): number | null {
  if (permit !== null) return permit;
  return standards.length === 0 ? null : Math.min(...standards);
}

const COLD_UP_TO = 12_000_000;

/**
 * The limit of a daily mean.
 * @param waterTemperature w01010 of the day in micro degrees Celsius; unknown = the warm (stricter) limit, and the
 * answer says so
 */
export function sewageLimit(
  factor: number,
  grade: '1A' | '1B',
  waterTemperature: Micro | null,
): { readonly value: Micro; readonly clause: string; readonly temperatureUnknown: boolean } | null {
  const found = SEWAGE_LIMITS.find((entry) => entry.factor === factor && entry.grade === grade);
  if (!found) return null;
  const isCold = found.cold !== null && waterTemperature !== null && waterTemperature <= COLD_UP_TO;
  return {
    value: isCold ? found.cold : found.value,
    clause: found.clause,
    temperatureUnknown: found.cold !== null && waterTemperature === null,
  };
}

/**
 * Daily mean of an outfall (HJ 212-2017 D): hours weighted by flow, arithmetic where there is no flow. Exact, half to
 * even.
 * @param hours valid hour means with the hour's mean flow, `null` where it is not known
 * @param expected hours a day has for this analyser
 */
export function outfallDay(
  hours: readonly { readonly value: Micro; readonly flow: Micro | null }[],
  expected: number,
): { readonly value: Micro; readonly weighting: 'flow' | 'arithmetic' } | null {
  if (hours.length === 0) return null;
  const known = hours.filter(({ flow }) => flow !== null && flow >= 0);
  const total = known.reduce((sum, { flow }) => sum + BigInt(flow ?? 0), 0n);
  const weighted = total > 0n && known.length * 24 >= expected * 20;
  const [numerator, divisor] = weighted
    ? [known.reduce((sum, { value, flow }) => sum + BigInt(value) * BigInt(flow ?? 0), 0n), total]
    : [hours.reduce((sum, { value }) => sum + BigInt(value), 0n), BigInt(hours.length)];
  const quotient = numerator / divisor;
  const twice = 2n * (numerator - quotient * divisor);
  return {
    value: Number(twice > divisor || (twice === divisor && quotient % 2n === 1n) ? quotient + 1n : quotient),
    weighting: weighted ? 'flow' : 'arithmetic',
  };
}

/** Is a device's folded value farther from ours than the rule of folding allows? */
export const foldingDisagrees = (said: Micro, recomputed: Micro): boolean =>
  Math.abs(said - recomputed) * 100 > FOLDING_TOLERANCE.percent * Math.abs(recomputed) &&
  Math.abs(said - recomputed) > FOLDING_TOLERANCE.floor;
