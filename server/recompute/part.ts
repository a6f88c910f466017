import type { QualityCode } from '../standards/mod.ts';
import { countsByFlag } from './flags.ts';
import type { Observation } from './observation.ts';
import { byTime, versionsOf } from './valid-version.ts';

/** One instant or period that a mean is made of: its valid version, and the versions before it. */
export interface Part {
  /** Seconds UTC. */
  readonly time: number;
  readonly valid: Observation;
  /** Superseded versions, oldest first. */
  readonly earlier: readonly Observation[];
  /** Whether it takes part in the mean. */
  readonly counts: boolean;
  /** Code of quality control that takes it out whatever its flag; `null`: none does. */
  readonly cause: QualityCode | null;
}

const NONE: readonly Observation[] = Object.freeze([]);

/**
 * Parts of a mean, oldest first, judged by their flags alone (of hours see `part-cause.ts`).
 * @param observations of one series and one statistic, in any order, repetitions allowed
 */
export function partsOf(observations: readonly Observation[]): Part[] {
  const parts: Part[] = [];
  for (const [time, one] of byTime(observations)) {
    const versions = Array.isArray(one) ? versionsOf(one) : undefined;
    const valid = versions?.pop() ?? one;
    if (Array.isArray(valid)) continue;
    parts.push({ time, valid, earlier: versions ?? NONE, counts: countsByFlag(valid), cause: null });
  }
  return parts.sort((a, b) => a.time - b.time);
}

/** Values of the parts that take part, millionths. */
export const countedValues = (parts: readonly Part[]): number[] =>
  parts.filter(({ counts }) => counts).map(({ valid }) => valid.micro);
