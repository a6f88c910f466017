import type { Micro } from '../../streams/contracts/reading.ts';
import { areaMean } from '../standards/mod.ts';
import type { Words } from '../../streams/contracts/explanation.ts';
import type { Observation } from './ask.ts';

/** Factors that are not averaged as plain numbers. */
const DIRECTION = 24;
const SOUND_LEVEL = 90;
const N = 78,
  T = 84;

/** One instant or period of a series: its valid version, and what was said of it before. */
export interface Part {
  readonly time: number;
  readonly valid: Observation;
  readonly earlier: readonly Observation[];
  readonly counts: boolean;
  /** Why quality control or a mark takes it out, whatever its flag. */ readonly cause?: Words | null;
}

/** Flags that count for means: N, and T as a lower bound (HJ 212-2017 Table 8). */
const flagCounts = (flag: number): boolean => flag === N || flag === T;

/** Of each time the valid version: the value whose first frame is the latest; equal ones by the larger value, then flag. */
export function validParts(said: readonly Observation[]): Part[] {
  const byTime = new Map<number, Observation[]>();
  for (const one of said) byTime.set(one.time, [...(byTime.get(one.time) ?? []), one]);
  return [...byTime]
    .sort(([a], [b]) => a - b)
    .map(([time, all]) => {
      const sorted = [...all].sort((a, b) => a.ordinal - b.ordinal || a.micro - b.micro || a.flag - b.flag);
      const valid = sorted.at(-1)!;
      return { time, valid, earlier: sorted.slice(0, -1), counts: flagCounts(valid.flag) };
    });
}

/** Sum of the parts as their factor adds: millionths; sound levels as energy, thousandths of 10^(L/10). */
export const sumOfParts = (factor: number, values: readonly Micro[]): bigint =>
  values.reduce(
    (sum, value) =>
      sum +
      (factor === SOUND_LEVEL ? BigInt(Math.round(10 ** (Math.min(value, 130_000_000) / 1e7) * 1e3)) : BigInt(value)),
    0n,
  );

/** Mean of parts, half to even at the sixth decimal; wind directions as unit vectors (0.1 degree), sound levels by energy (0.01 dB). */
export function meanOfParts(factor: number, values: readonly Micro[]): Micro | null {
  if (values.length === 0) return null;
  if (factor === DIRECTION) {
    const along = (f: (radians: number) => number): number =>
      values.reduce((sum, value) => sum + Math.round(f((value / 1e6) * (Math.PI / 180)) * 1e9), 0);
    const degrees = (Math.atan2(along(Math.sin), along(Math.cos)) * 180) / Math.PI;
    return Math.round((((degrees % 360) + 360) % 360) * 10) * 100_000;
  }
  if (factor === SOUND_LEVEL)
    return Math.round(10 * Math.log10(Number(sumOfParts(factor, values)) / 1e3 / values.length) * 100) * 10_000;
  return areaMean(values);
}

/** The way a factor is averaged, in symbols. */
export const meanSymbols = (factor: number): string =>
  factor === DIRECTION
    ? 'θ = atan2(Σ sin θi, Σ cos θi)'
    : factor === SOUND_LEVEL
      ? 'L = 10 · lg(Σ 10^(Li/10) / n)'
      : 'C = Σ Ci / n';
