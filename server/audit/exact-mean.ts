import { factorByCode } from '../../streams/contracts/factors.ts';

const DIRECTION = factorByCode('a01008')!.id;
const LEVEL = factorByCode('LA')!.id;
/** The energy of a sound level is capped here, millionths of a dB (sql/fragments/sound-level.sql). */
const LOUDEST = 130_000_000;

/** Half to even, `count` > 0. */
export function halfEven(sum: bigint, count: bigint): bigint {
  const isNegative = sum < 0n;
  const magnitude = isNegative ? -sum : sum;
  const quotient = magnitude / count;
  const twice = 2n * (magnitude % count);
  const rounded = twice > count || (twice === count && (quotient & 1n) === 1n) ? quotient + 1n : quotient;
  return isNegative ? -rounded : rounded;
}

/** Nearest whole number, a half to the even one, as the engine rounds. */
function nearest(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
}

/** Millionths and what they sum up to, in the way of the factor: wind directions as unit vectors, sound levels by energy. */
export interface Mean {
  readonly micro: bigint;
  readonly sum: bigint;
}

export const isDirection = (factor: number): boolean => factor === DIRECTION;
export const isLevel = (factor: number): boolean => factor === LEVEL;

/** Mean of values that take part, millionths; `null` for none. */
export function meanOf(factor: number, values: readonly number[]): Mean | null {
  if (values.length === 0) return null;
  const count = BigInt(values.length);
  if (isDirection(factor)) {
    let east = 0,
      north = 0;
    for (const micro of values) {
      const radians = ((micro / 1e6) * Math.PI) / 180;
      east += nearest(Math.sin(radians) * 1e9);
      north += nearest(Math.cos(radians) * 1e9);
    }
    const degrees = (Math.atan2(east, north) * 180) / Math.PI;
    const micro = BigInt(nearest((degrees < 0 ? degrees + 360 : degrees) * 10)) * 100_000n;
    return { micro, sum: micro * count };
  }
  if (isLevel(factor)) {
    const energy = values.reduce((total, micro) => total + nearest(10 ** (Math.min(micro, LOUDEST) / 1e7) * 1e3), 0);
    const micro = BigInt(nearest(10 * Math.log10(energy / 1e3 / values.length) * 100)) * 10_000n;
    return { micro, sum: micro * count };
  }
  const sum = values.reduce((total, micro) => total + BigInt(micro), 0n);
  return { micro: halfEven(sum, count), sum };
}

/**
 * Equal, but for the last digit where sines and logarithms decide it: two mathematical libraries may round a value that lies
 * on the edge to either side. Everything else is equal or it is not.
 */
export function isSameMean(factor: number, a: bigint | null, b: bigint | null, times = 1n): boolean {
  if (a === null || b === null) return a === b;
  const apart = a > b ? a - b : b - a;
  if (isLevel(factor)) return apart <= 10_000n * times;
  if (isDirection(factor)) return apart <= 100_000n * times || apart >= (360_000_000n - 100_000n) * times;
  return apart === 0n;
}
